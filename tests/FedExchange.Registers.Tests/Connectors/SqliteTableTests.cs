using FedExchange.Governance.Expressions;
using FedExchange.Registers.Tests.Support;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;

namespace FedExchange.Registers.Tests.Connectors;

public sealed class SqliteTableTests : IDisposable
{
    private static readonly string Id = People.Id(1);

    private readonly TempDirectory directory = new();

    private string Database => Path.Combine(directory.Path, "people.db");

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task Rows_are_read_in_place_whatever_their_storage_class()
    {
        Create($"""
            INSERT INTO people VALUES('{Id}', '王芳', '2026-11-01', 'Beijing', 72, 1234.5, '2019-03-31', 1);
            INSERT INTO people VALUES('{Id}', '王芳', '2026-11-01 08:00:00', 'Beijing', '72', '1234.50', '2019-03-31T00:00:00', 'true');
            INSERT INTO people VALUES('{Id}', '王芳', '2026-11-01', x'00', 1.5, 'much', 'never', 7);
            """);
        await using var table = await OpenAsync();
        var rows = (await Tables.ReadAsync(table, Id, "王芳", TimeSpan.FromDays(60)));
        Assert.False(rows.Suspect || rows.Stale);
        Assert.Equal([Value.FromText("Beijing"), Value.FromInteger(72), Value.FromDecimal(1234.5m), Value.FromDate(new(2019, 3, 31)), Value.FromBoolean(true)], rows.Rows[0]);
        Assert.Equal(rows.Rows[0], rows.Rows[1]);
        Assert.All(rows.Rows[2], cell => Assert.Equal(Value.Undetermined, cell));
        Assert.Empty(table.Warnings);
    }

    [Fact]
    public async Task Every_spelling_of_the_number_is_found()
    {
        var withX = Enumerable.Range(2, 99).Select(each => People.Id(each)).First(id => id[17] == 'X');
        Create(string.Concat(new[] { withX, withX.ToLowerInvariant(), People.Legacy(withX), People.FullWidth(withX), " " + withX }
            .Select(id => $"INSERT INTO people(id) VALUES('{id}');")));
        await using var table = await OpenAsync();
        Assert.Equal(5, (await Tables.ReadAsync(table, withX)).Rows.Count);
        Assert.Equal(5, await table.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Unreadable_numbers_make_their_namesakes_suspect()
    {
        Create($"INSERT INTO people(id, name) VALUES('{Id[..17]}', '王芳'); INSERT INTO people(id, name) VALUES(NULL, '李强');");
        await using var table = await OpenAsync();
        Assert.True((await Tables.ReadAsync(table, Id, "王芳")).Suspect);
        Assert.True((await Tables.ReadAsync(table, People.Id(5), "李强")).Suspect);
        Assert.False((await Tables.ReadAsync(table, People.Id(5), "赵敏")).Suspect);
        Assert.Contains("2 row(s)", Assert.Single(table.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_index_is_a_warning()
    {
        Create($"DROP INDEX by_id; INSERT INTO people(id) VALUES('{Id}');");
        await using var table = await OpenAsync();
        Assert.Contains("no index on 'id'", Assert.Single(table.Warnings), StringComparison.Ordinal);
        Assert.Single((await Tables.ReadAsync(table, Id)).Rows);
    }

    [Fact]
    public async Task A_missing_column_or_table_or_file_is_named()
    {
        Create("ALTER TABLE people DROP COLUMN city; ALTER TABLE people DROP COLUMN asof;");
        Assert.Contains("no column 'asof', 'city'", await RefusedAsync(), StringComparison.Ordinal);
        Assert.Contains("no such table", await RefusedAsync("nowhere"), StringComparison.Ordinal);
        Assert.Contains("no such table", await RefusedAsync("people\"; DROP TABLE people; --"), StringComparison.Ordinal);
        directory.Write("people.db", "this is no database, though it is long enough to be looked at as one");
        Assert.Contains("not a database", await RefusedAsync(), StringComparison.Ordinal);
        File.Delete(Database);
        Assert.Contains("there is no file", await RefusedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_register_is_never_written_and_its_owner_may_go_on_writing()
    {
        Create($"PRAGMA journal_mode=WAL; INSERT INTO people(id, months) VALUES('{Id}', 1);");
        await using var table = await OpenAsync();
        Assert.Equal(1, (await Tables.ReadAsync(table, Id)).Rows[0][1].AsInteger);
        Run("UPDATE people SET months = 2");
        Assert.Equal(2, (await Tables.ReadAsync(table, Id)).Rows[0][1].AsInteger);
    }

    [Fact]
    public async Task Dirty_rows_written_later_are_noticed_by_the_next_scan()
    {
        Create("");
        var clock = new FakeTimeProvider();
        var layout = SqliteLayout.OfForeign(Tables.InPlace(DataSetKind.Sqlite, "people.db"), Database);
        var scans = 0;
        var watch = await NumberWatch.StartAsync(
            _ =>
            {
                var scan = new NumberScan();
                if (++scans > 1)
                    scan.Quarantine.Add(Id[..17], "王芳");
                return Task.FromResult(scan);
            },
            clock, TestContext.Current.CancellationToken);
        await using var table = new SqliteTable(layout, watch, []);
        Assert.False((await Tables.ReadAsync(table, Id, "王芳")).Suspect);
        clock.Advance(NumberWatch.Interval);
        await Tables.ReadAsync(table, Id, "王芳");
        await watch.Running;
        Assert.True((await Tables.ReadAsync(table, Id, "王芳")).Suspect);
        Assert.Equal(2, scans);
    }

    [Fact]
    public async Task A_query_can_stand_for_a_table()
    {
        Create($"INSERT INTO people(id, name, months) VALUES('{Id}', 'n', 1), ('{Id}', 'n', 2);");
        var query = new DataSetOptions
        {
            Name = "people",
            Kind = DataSetKind.Sqlite,
            Path = "people.db",
            SubjectColumn = "id",
            Columns = [new DataColumn("total", "total", ColumnType.Integer)],
            Query = "SELECT id, sum(months) AS total FROM people GROUP BY id;",
        };
        await using var table = await SqliteOpening.OpenSqliteAsync(query, directory.Path, TimeProvider.System, CancellationToken.None);
        Assert.Equal(3, Assert.Single((await Tables.ReadAsync(table, Id)).Rows)[0].AsInteger);
    }

    private async Task<string> RefusedAsync(string? name = null) => (await Assert.ThrowsAsync<RegisterException>(async () => await OpenAsync(name))).Message;

    private Task<SqliteTable> OpenAsync(string? name = null, TimeProvider? timeProvider = null) => SqliteOpening.OpenSqliteAsync(
        Tables.InPlace(DataSetKind.Sqlite, "people.db", table: name), directory.Path, timeProvider ?? TimeProvider.System, TestContext.Current.CancellationToken);

    private void Create(string sql) => Run("CREATE TABLE people(id, name, asof, city, months, income, since, active); CREATE INDEX by_id ON people(id);" + sql);

    private void Run(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Database};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // A test's own text.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
