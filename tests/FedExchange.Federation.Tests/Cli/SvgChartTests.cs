using System.Globalization;
using System.Xml.Linq;
using FedExchange.Cli.Demo;

namespace FedExchange.Federation.Tests.Cli;

public sealed class SvgChartTests
{
    [Theory]
    [InlineData("989 (98.90 %)")]
    [InlineData("1,234,567 (100.00 %)")]
    [InlineData("3")]
    public void The_longest_bar_leaves_room_for_the_text_at_its_end(string value)
    {
        var chart = XElement.Parse(SvgChart.Rows("Answers", [new("correct", 989, value, "good"), new("wrong", 0, "0", "bad")]));
        var text = chart.Elements().First(element => element.Name.LocalName == "text" && element.Value == value);
        var start = double.Parse(text.Attribute("x")!.Value, CultureInfo.InvariantCulture);
        Assert.InRange(start + (8 * value.Length), start, 720); // letters of 12 px are at most 8 px wide
    }

    [Fact]
    public void A_chart_without_bars_is_empty() => Assert.Empty(XElement.Parse(SvgChart.Rows("Nothing", [])).Elements());
}
