using System.Text;
using FedExchange.Registers.Tests.Support;

namespace FedExchange.Registers.Tests.Import;

public sealed class CsvRefusalTests : IDisposable
{
    private const string Header = "id,name,asof,city,months,income,since,active\n";

    private static readonly string Good = $"{People.Id(1)},n,2026-11-01,c,1,1,2020-01-01,1\n";

    private readonly TempDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData("a,b,c\n", 3, null, "3 fields where the header has 8")]
    [InlineData("{id},n,2026-11-01,c,1,1,2020-01-01,1,extra\n", 3, null, "9 fields where the header has 8")]
    [InlineData("{id},n,2026-11-01,c,12x,1,2020-01-01,1\n", 3, "months", "whole number")]
    [InlineData("{id},n,2026-11-01,c,1,1.2.3,2020-01-01,1\n", 3, "income", "a number")]
    [InlineData("{id},n,2026-11-01,c,1,1,2020-02-30,1\n", 3, "since", "a date")]
    [InlineData("{id},n,2026-11-01,c,1,1,2020-01-01,maybe\n", 3, "active", "true or false")]
    [InlineData("{id},n,yesterday,c,1,1,2020-01-01,1\n", 3, "asof", "a date")]
    [InlineData("{id},n,2026-11-01,c\"c,1,1,2020-01-01,1\n", 3, null, "quote stands inside")]
    [InlineData("{id},n,2026-11-01,\"c\"c,1,1,2020-01-01,1\n", 3, null, "follows a closing quote")]
    [InlineData("{id},n,2026-11-01,\"c,1,1,2020-01-01,1\n{id},n\n", 3, null, "never closed")]
    [InlineData("{id},n,2026-11-01,\"a\nb\",1,1,2020-01-01,1\n{id},n,2026-11-01,c,x,1,2020-01-01,1\n", 5, "months", "whole number")]
    public void A_corrupt_row_is_refused_by_line_and_column(string rows, long line, string? column, string part)
    {
        var error = Refused(Header + Good + rows.Replace("{id}", People.Id(2), StringComparison.Ordinal));
        Assert.Equal(("people.csv", line, column), (error.File, error.Line, error.Column));
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(People.Id(2), error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 1, null, "empty")]
    [InlineData("id,name,asof,city,months,income,since\n", 1, "active", "does not name this column")]
    [InlineData("id,name,asof,city,months,income,since,active,city\n", 1, "city", "twice")]
    [InlineData("id;name;asof;city;months;income;since;active\n", 1, "id", "delimiter")]
    public void A_bad_header_is_refused(string header, long line, string? column, string part)
    {
        var error = Refused(header + Good);
        if (header.Length == 0)
            error = Refused("");
        Assert.Equal((line, column), (error.Line, error.Column));
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_encoding_is_refused_with_its_line()
    {
        var bytes = CodePagesEncodingProvider.Instance.GetEncoding("gb18030")!.GetBytes(Header + Good + Good.Replace(",c,", ",北京,", StringComparison.Ordinal));
        directory.Write("people.csv", bytes);
        var error = Assert.Throws<RegisterException>(() => Tables.OpenCsv(directory));
        Assert.Equal(3, error.Line);
        Assert.Contains("gb18030", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unclosed_quote_cannot_eat_a_large_file()
    {
        var rows = new StringBuilder(Header).Append(Good).Append(People.Id(2)).Append(",\"");
        while (rows.Length < 3_000_000)
            rows.Append(Good);
        var error = Refused(rows.ToString());
        Assert.Equal(3, error.Line);
    }

    [Fact]
    public void A_refused_import_leaves_nothing_and_keeps_the_earlier_one()
    {
        directory.Write("people.csv", Header + Good + "bad\n");
        Assert.Throws<RegisterException>(() => Tables.OpenCsv(directory));
        Assert.Empty(Directory.GetFiles(Tables.Import(directory).Directory));
    }

    [Fact]
    public async Task What_a_killed_import_left_is_removed_even_when_nothing_needs_importing()
    {
        directory.Write("people.csv", Header + Good);
        await Tables.OpenCsv(directory).DisposeAsync();
        var imported = Assert.Single(Directory.GetFiles(Tables.Import(directory).Directory));
        File.WriteAllText(imported + ".importing", "half");
        await Tables.OpenCsv(directory).DisposeAsync();
        Assert.Equal([imported], Directory.GetFiles(Tables.Import(directory).Directory));
    }

    [Fact]
    public void A_cancelled_import_leaves_nothing()
    {
        directory.Write("people.csv", Header + string.Concat(Enumerable.Repeat(Good, 100_001)));
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => SqliteOpening.OpenCsv(Tables.Csv(), directory.Path, Tables.Import(directory), cancellation.Token));
        Assert.Empty(Directory.GetFiles(Tables.Import(directory).Directory));
    }

    [Fact]
    public void A_column_without_resident_numbers_is_refused()
    {
        var error = Refused(Header + string.Concat(Enumerable.Range(0, 200).Select(each => $"{each},n,2026-11-01,c,1,1,2020-01-01,1\n")));
        Assert.Contains("subjectColumn", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        var error = Assert.Throws<RegisterException>(() => Tables.OpenCsv(directory, Tables.Csv("nowhere.csv")));
        Assert.Contains("nowhere.csv", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Random_bytes_are_refused_or_read_but_never_crash()
    {
        var random = new FedExchange.Crypto.Randomness.SeededRandomSource(20261123);
        for (var round = 0; round < 200; round++)
        {
            var bytes = new byte[round * 7];
            random.Fill(bytes);
            directory.Write("people.csv", [.. Encoding.UTF8.GetBytes(round % 2 == 0 ? "" : Header), .. bytes]);
            try
            {
                await Tables.OpenCsv(directory).DisposeAsync();
            }
            catch (RegisterException)
            {
                // The one exception expected.
            }
        }
    }

    private RegisterException Refused(string text)
    {
        directory.Write("people.csv", text);
        return Assert.Throws<RegisterException>(() => Tables.OpenCsv(directory));
    }
}
