using System.Globalization;
using System.Net;
using System.Text;

namespace FedExchange.Cli.Demo;

/// <summary>Bar charts as inline SVG; colours come from the page's style sheet, so they follow light and dark.</summary>
internal static class SvgChart
{
    private const int Width = 720;

    /// <summary>Vertical bars with a label under some of them and the highest value marked.</summary>
    public static string Columns(string title, string horizontal, IReadOnlyList<ChartBar> bars)
    {
        const int Height = 260, Left = 56, Bottom = 46, Top = 14;
        var most = Math.Max(bars.Count == 0 ? 0 : bars.Max(bar => bar.Value), 1);
        var step = (Width - Left - 10.0) / Math.Max(bars.Count, 1);
        var text = Start(title, Height);
        foreach (var share in new[] { 0.0, 0.5, 1.0 })
        {
            var y = Height - Bottom - (share * (Height - Bottom - Top));
            Append(text, $"<line class='grid' x1='{Left}' x2='{Width - 10}' y1='{y:0.0}' y2='{y:0.0}'/>");
            Append(text, $"<text class='tick' x='{Left - 6}' y='{y + 4:0.0}' text-anchor='end'>{most * share:N0}</text>");
        }

        for (var index = 0; index < bars.Count; index++)
        {
            var height = bars[index].Value / most * (Height - Bottom - Top);
            var x = Left + (index * step);
            Append(text, $"<rect class='{bars[index].Style}' x='{x + 1:0.0}' y='{Height - Bottom - height:0.0}' width='{Math.Max(step - 2, 1):0.0}' height='{height:0.0}'><title>{Safe(bars[index].Label)}: {bars[index].Text}</title></rect>");
            if (index % Math.Max(1, bars.Count / 8) == 0)
            {
                Append(text, $"<text class='tick' x='{x + (step / 2):0.0}' y='{Height - Bottom + 16}' text-anchor='middle'>{Safe(bars[index].Label)}</text>");
            }
        }

        Append(text, $"<text class='tick' x='{(Width + Left) / 2}' y='{Height - 6}' text-anchor='middle'>{Safe(horizontal)}</text></svg>");
        return text.ToString();
    }

    /// <summary>Horizontal bars, each with its label on the left and its value at its end.</summary>
    public static string Rows(string title, IReadOnlyList<ChartBar> bars)
    {
        const int Left = 230, Step = 30, Gap = 6, Letter = 8;
        var right = (2 * Gap) + (Letter * (bars.Count == 0 ? 0 : bars.Max(bar => bar.Text.Length))); // the longest bar's text stands beyond its end
        var most = Math.Max(bars.Count == 0 ? 0 : bars.Max(bar => bar.Value), 1);
        var text = Start(title, (bars.Count * Step) + 10);
        for (var index = 0; index < bars.Count; index++)
        {
            var y = 5 + (index * Step);
            var width = bars[index].Value / most * (Width - Left - right);
            Append(text, $"<text class='name' x='{Left - 8}' y='{y + 19}' text-anchor='end'>{Safe(bars[index].Label)}</text>");
            Append(text, $"<rect class='{bars[index].Style}' x='{Left}' y='{y + 4}' width='{Math.Max(width, 1):0.0}' height='{Step - 8}' rx='2'/>");
            Append(text, $"<text class='tick' x='{Left + width + Gap:0.0}' y='{y + 19}'>{Safe(bars[index].Text)}</text>");
        }

        return text.Append("</svg>").ToString();
    }

    private static StringBuilder Start(string title, int height)
    {
        var text = new StringBuilder();
        Append(text, $"<svg role='img' aria-label='{Safe(title)}' viewBox='0 0 {Width} {height}' xmlns='http://www.w3.org/2000/svg'>");
        return text;
    }

    private static string Safe(string text) => WebUtility.HtmlEncode(text);

    private static void Append(StringBuilder target, FormattableString text) => target.Append(text.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
