using System.Text;
using FedExchange.Governance.Expressions;
using FedExchange.Registers.Tests.Support;

namespace FedExchange.Registers.Tests.Import;

public sealed class CsvImportTests : IDisposable
{
    private const string Header = "id,name,asof,city,months,income,since,active\n";

    private static readonly string Id = People.Id(1);

    private readonly TempDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Every_type_comes_back_as_written()
    {
        directory.Write("people.csv", Header + $"{Id},王芳,2026-11-01,\"Bei\"\"jing, 1\",72,1234.50,2019-03-31,true\n");
        await using var table = Tables.OpenCsv(directory);
        var row = Assert.Single((await Tables.ReadAsync(table, Id)).Rows);
        Assert.Equal(
            [Value.FromText("Bei\"jing, 1"), Value.FromInteger(72), Value.FromDecimal(1234.50m), Value.FromDate(new(2019, 3, 31)), Value.FromBoolean(true)], row);
        Assert.Empty(table.Warnings);
    }

    [Fact]
    public async Task Empty_cells_are_null_and_white_space_does_not_count()
    {
        directory.Write("people.csv", Header + $"{Id}, , ,  ,\t7 ,,,\n");
        await using var table = Tables.OpenCsv(directory);
        var row = Assert.Single((await Tables.ReadAsync(table, Id)).Rows);
        Assert.Equal([Value.Null, Value.FromInteger(7), Value.Null, Value.Null, Value.Null], row);
    }

    [Fact]
    public async Task Dirty_numbers_are_found_by_the_canonical_one()
    {
        var ids = new[] { People.Id(1), People.Id(2), People.Id(3), Enumerable.Range(4, 99).Select(each => People.Id(each)).First(id => id[17] == 'X') };
        directory.Write("people.csv", Header + string.Concat(
            new[] { People.Legacy(ids[0]), People.FullWidth(ids[1]), ids[2].Insert(6, " "), ids[3].ToLowerInvariant() }
                .Select(id => $"{id},n,2026-11-01,c,1,1,2020-01-01,1\n")));
        await using var table = Tables.OpenCsv(directory);
        foreach (var id in ids)
            Assert.Single((await Tables.ReadAsync(table, id)).Rows);
    }

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-8", false)]
    [InlineData("gb18030", false)]
    public async Task Both_encodings_are_read_with_and_without_a_mark(string encoding, bool mark)
    {
        var text = Header + $"{Id},王芳,2026-11-01,北京㐂,1,1,2020-01-01,是\r\n";
        var bytes = encoding == "utf-8" ? Encoding.UTF8.GetBytes(text) : CodePagesEncodingProvider.Instance.GetEncoding("gb18030")!.GetBytes(text);
        directory.Write("people.csv", mark ? [.. Encoding.UTF8.Preamble, .. bytes] : bytes);
        await using var table = Tables.OpenCsv(directory, Tables.Csv(encoding: encoding));
        var rows = await Tables.ReadAsync(table, Id, "王芳");
        Assert.Equal("北京㐂", Assert.Single(rows.Rows)[0].AsText);
        Assert.False(rows.Suspect);
    }

    [Fact]
    public async Task Line_breaks_inside_quotes_and_columns_in_any_order_are_fine()
    {
        directory.Write("people.csv", $"extra,since,active,income,months,city,asof,name,id\r\n\"a\nb\",2020-01-01,0,1,1,\"x\r\ny\",2026-01-01,n,{Id}");
        await using var table = Tables.OpenCsv(directory);
        Assert.Equal("x\r\ny", Assert.Single((await Tables.ReadAsync(table, Id)).Rows)[0].AsText);
    }

    [Fact]
    public async Task A_mistyped_number_is_kept_aside_and_makes_its_namesake_suspect()
    {
        var typo = (Id[0] == '9' ? "8" : "9") + Id[1..];
        directory.Write("people.csv", Header + $"{typo},王芳,2026-11-01,c,1,1,2020-01-01,1\n");
        await using var table = Tables.OpenCsv(directory);
        Assert.True((await Tables.ReadAsync(table, Id, "王芳")).Suspect);
        Assert.False((await Tables.ReadAsync(table, Id, "李强")).Suspect);
        Assert.Contains("1 row(s) are kept aside", Assert.Single(table.Warnings), StringComparison.Ordinal);
        Assert.Equal(1, await table.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_row_of_another_name_makes_the_subject_suspect_but_spelling_does_not()
    {
        directory.Write("people.csv", Header + $"{Id},王 芳,2026-11-01,c,1,1,2020-01-01,1\n");
        await using var table = Tables.OpenCsv(directory);
        Assert.False((await Tables.ReadAsync(table, Id, "王芳")).Suspect);
        Assert.False((await Tables.ReadAsync(table, Id)).Suspect);
        Assert.True((await Tables.ReadAsync(table, Id, "李芳")).Suspect);
    }

    [Theory]
    [InlineData("2026-11-22", 1, false)]
    [InlineData("2026-11-21", 1, true)]
    [InlineData("2025-11-21", 400, false)]
    [InlineData("", 400, true)]
    public async Task A_row_older_than_the_greatest_age_is_stale(string asOf, int days, bool stale)
    {
        directory.Write("people.csv", Header + $"{Id},n,{asOf},c,1,1,2020-01-01,1\n");
        await using var table = Tables.OpenCsv(directory);
        Assert.Equal(stale, (await Tables.ReadAsync(table, Id, maxAge: TimeSpan.FromDays(days))).Stale);
        Assert.False((await Tables.ReadAsync(table, Id)).Stale);
    }

    [Fact]
    public async Task An_unchanged_file_is_not_imported_again_and_a_changed_one_is()
    {
        var path = directory.Write("people.csv", Header + $"{Id},n,2026-11-01,c,1,1,2020-01-01,1\n");
        var imports = 0;
        var import = new ImportOptions { Directory = Tables.Import(directory).Directory, Progress = (_, _) => imports++ };
        async Task<long> OpenAsync()
        {
            await using var table = SqliteOpening.OpenCsv(Tables.Csv(), directory.Path, import, CancellationToken.None);
            return (await Tables.ReadAsync(table, Id)).Rows[0][1].AsInteger;
        }

        Assert.Equal(1, await OpenAsync());
        Assert.Equal(1, await OpenAsync());
        Assert.Equal(1, imports);
        var time = File.GetLastWriteTimeUtc(path);
        directory.Write("people.csv", Header + $"{Id},n,2026-11-01,c,2,1,2020-01-01,1\n");
        File.SetLastWriteTimeUtc(path, time);
        Assert.Equal(2, await OpenAsync()); // same size and time, other content
        Assert.Equal(2, imports);
    }

    [Fact]
    public async Task A_damaged_import_is_made_again()
    {
        directory.Write("people.csv", Header + $"{Id},n,2026-11-01,c,1,1,2020-01-01,1\n");
        await Tables.OpenCsv(directory).DisposeAsync();
        var imported = Assert.Single(Directory.GetFiles(Tables.Import(directory).Directory));
        File.WriteAllText(imported, "this is no database, though it is long enough to be looked at as one");
        await using var table = Tables.OpenCsv(directory);
        Assert.Single((await Tables.ReadAsync(table, Id)).Rows);
    }

    [Fact]
    public async Task Bad_rows_can_be_kept_aside_and_their_subjects_are_suspect()
    {
        directory.Write("people.csv", Header + $"{Id},n,2026-11-01,c,many,1,2020-01-01,1\n{People.Id(2)},n,2026-11-01\n{People.Id(3)},m,2026-11-01,c,1,1,2020-01-01,1\n");
        await using var table = Tables.OpenCsv(directory, Tables.Csv(onBadRow: BadRowHandling.Quarantine));
        Assert.True((await Tables.ReadAsync(table, Id, "someone else")).Suspect);
        Assert.True((await Tables.ReadAsync(table, People.Id(2))).Suspect);
        Assert.False((await Tables.ReadAsync(table, People.Id(3), "m")).Suspect);
        Assert.Equal(3, await table.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Many_readers_read_at_once()
    {
        directory.Write("people.csv", Header + string.Concat(Enumerable.Range(0, 500).Select(each => $"{People.Id(each)},n,2026-11-01,c,{each},1,2020-01-01,1\n")));
        await using var table = Tables.OpenCsv(directory);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(worker => Task.Run(async () =>
        {
            for (var each = worker; each < 500; each += 3)
                Assert.Equal(each, Assert.Single((await Tables.ReadAsync(table, People.Id(each))).Rows)[1].AsInteger);
        })));
    }
}
