using FedExchange.Governance.Expressions;
using FedExchange.Registers.Tests.Support;

namespace FedExchange.Registers.Tests.Connectors;

public sealed class PostgresTableTests(PostgresFixture postgres) : IClassFixture<PostgresFixture>
{
    private const string Columns = "(id varchar(40), name text, asof date, city text, months integer, income numeric(40,10), since date, active boolean)";

    private static readonly string Id = People.Id(1);

    [Fact]
    public async Task Rows_are_read_in_place_with_every_type()
    {
        await CreateAsync("typed", $"""
            ('{Id}', '王芳', '2026-11-01', 'Beijing', 72, 1234.50, '2019-03-31', true),
            ('{Id}', '王芳', '2026-11-01', NULL, NULL, NULL, NULL, NULL),
            ('{Id}', '王芳', '2026-11-01', 'x', 1, 'NaN', 'infinity', false),
            ('{Id}', '王芳', '2026-11-01', 'x', 1, 123456789012345678901234567890.5, '-infinity', false)
            """);
        await using var table = await OpenAsync("typed");
        var rows = await Tables.ReadAsync(table, Id, "王芳", TimeSpan.FromDays(60));
        Assert.False(rows.Suspect || rows.Stale);
        Assert.Equal([Value.FromText("Beijing"), Value.FromInteger(72), Value.FromDecimal(1234.50m), Value.FromDate(new(2019, 3, 31)), Value.FromBoolean(true)], rows.Rows[0]);
        Assert.All(rows.Rows[1], cell => Assert.Equal(Value.Null, cell));
        Assert.Equal((Value.Undetermined, Value.Undetermined), (rows.Rows[2][2], rows.Rows[2][3]));
        Assert.Equal((Value.Undetermined, Value.Undetermined), (rows.Rows[3][2], rows.Rows[3][3]));
        Assert.Empty(table.Warnings);
        Assert.True((await Tables.ReadAsync(table, Id, "李强")).Suspect);
        Assert.True((await Tables.ReadAsync(table, Id, maxAge: TimeSpan.FromDays(1))).Stale);
        Assert.Equal(4, await table.CountAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Every_spelling_is_found_and_unreadable_numbers_are_kept_aside()
    {
        var withX = Enumerable.Range(2, 99).Select(each => People.Id(each)).First(id => id[17] == 'X');
        var spellings = new[] { withX, withX.ToLowerInvariant(), People.Legacy(withX), People.FullWidth(withX), withX + " " };
        await CreateAsync("spelled", string.Join(',', spellings.Append(Id[..17]).Select(id => $"('{id}', '王芳', NULL, NULL, NULL, NULL, NULL, NULL)")));
        await using var table = await OpenAsync("spelled");
        Assert.Equal(5, (await Tables.ReadAsync(table, withX)).Rows.Count);
        Assert.True((await Tables.ReadAsync(table, Id, "王芳")).Suspect);
        Assert.Contains("1 row(s) are kept aside", Assert.Single(table.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_char_column_uses_its_index_and_a_missing_index_is_a_warning()
    {
        await postgres.RunAsync($"CREATE TABLE fixed {Columns.Replace("varchar(40)", "char(18)", StringComparison.Ordinal)}; INSERT INTO fixed(id) VALUES('{Id}');");
        await using (var without = await OpenAsync("fixed"))
            Assert.Contains("no index on 'id'", Assert.Single(without.Warnings), StringComparison.Ordinal);
        await postgres.RunAsync("CREATE INDEX ON fixed(id)");
        await using var table = await OpenAsync("public.fixed");
        Assert.Empty(table.Warnings);
        Assert.Single((await Tables.ReadAsync(table, Id)).Rows);
    }

    [Fact]
    public async Task A_wrong_password_is_said_plainly_and_not_repeated()
    {
        await CreateAsync("secret", $"('{Id}', 'n', NULL, NULL, NULL, NULL, NULL, NULL)");
        var wrong = await RefusedAsync(Options("secret", postgres.Server.ConnectionStringWithoutPassword, password: "hunter2"));
        Assert.Contains("refused the user name or password", wrong.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", wrong.ToString(), StringComparison.Ordinal);
        var none = await RefusedAsync(Options("secret", postgres.Server.ConnectionStringWithoutPassword));
        Assert.Contains("none is given", none.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_password_comes_from_a_file_or_the_environment()
    {
        await CreateAsync("keyed", $"('{Id}', 'n', NULL, NULL, NULL, NULL, NULL, NULL)");
        using var directory = new TempDirectory();
        directory.Write("password", PostgresServer.Password + "\n");
        var server = postgres.Server.ConnectionStringWithoutPassword;
        await using (var table = await PostgresOpening.OpenAsync(Options("keyed", server, file: "password"), directory.Path, TimeProvider.System, TestContext.Current.CancellationToken))
            Assert.Single((await Tables.ReadAsync(table, Id)).Rows);
        Environment.SetEnvironmentVariable("FEDX_TEST_PASSWORD", PostgresServer.Password);
        await using (var table = await PostgresOpening.OpenAsync(Options("keyed", server, variable: "FEDX_TEST_PASSWORD"), directory.Path, TimeProvider.System, TestContext.Current.CancellationToken))
            Assert.Single((await Tables.ReadAsync(table, Id)).Rows);
        Assert.Contains("FEDX_NOT_SET is not set", (await RefusedAsync(Options("keyed", server, variable: "FEDX_NOT_SET"))).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be read", (await RefusedAsync(Options("keyed", server, file: "/nowhere/password"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_is_named()
    {
        await postgres.RunAsync("CREATE TABLE narrow(id text, name text, asof date, income text, months numeric, since date, active boolean, city text); CREATE TABLE lacking(id text)");
        Assert.Contains("no table 'nowhere'", (await RefusedAsync(Options("nowhere"))).Message, StringComparison.Ordinal);
        Assert.Contains("no column 'name', 'asof', 'city'", (await RefusedAsync(Options("lacking"))).Message, StringComparison.Ordinal);
        Assert.Contains("'months' has PostgreSQL's type numeric", (await RefusedAsync(Options("narrow"))).Message, StringComparison.Ordinal);
        Assert.Contains("no such database", (await RefusedAsync(Options("x", postgres.Server.ConnectionString.Replace("=postgres;", "=nowhere;", StringComparison.Ordinal)))).Message, StringComparison.Ordinal);
        Assert.Contains("no table", (await RefusedAsync(Options("x\"; DROP TABLE narrow; --"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreachable_server_is_said_plainly()
    {
        Assert.Contains("cannot be reached", (await RefusedAsync(Options("x", "Host=/nowhere;Username=u;Password=p"))).Message, StringComparison.Ordinal);
        Assert.Contains("cannot be reached", (await RefusedAsync(Options("x", "Host=127.0.0.1;Port=1;Username=u;Password=p"))).Message, StringComparison.Ordinal);
        Assert.Contains("connectionString cannot be read", (await RefusedAsync(Options("x", "Hostt=a"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_that_writes_is_refused_by_the_session()
    {
        await postgres.RunAsync($"CREATE TABLE written {Columns}; CREATE FUNCTION leak() RETURNS text LANGUAGE plpgsql AS $$ BEGIN INSERT INTO written(id) VALUES('x'); RETURN 'x'; END $$; INSERT INTO written(id) VALUES('{Id}')");
        var options = new DataSetOptions
        {
            Name = "people",
            Kind = DataSetKind.Postgres,
            ConnectionString = postgres.Server.ConnectionString,
            SubjectColumn = "id",
            Query = "SELECT id, leak() AS city FROM written",
            Columns = [new DataColumn("city", "city", ColumnType.Text)],
        };
        Assert.Contains("tries to write", (await RefusedAsync(options)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_readers_share_the_pool()
    {
        await CreateAsync("busy", string.Join(',', Enumerable.Range(0, 300).Select(each => $"('{People.Id(each)}', 'n', NULL, NULL, {each}, NULL, NULL, NULL)")));
        await using var table = await OpenAsync("busy", "Maximum Pool Size=1");
        await Task.WhenAll(Enumerable.Range(0, 16).Select(async worker =>
        {
            for (var each = worker; each < 300; each += 16)
                Assert.Equal(each, Assert.Single((await Tables.ReadAsync(table, People.Id(each))).Rows)[1].AsInteger);
        }));
    }

    [Fact]
    public async Task A_server_that_dies_gives_a_clear_error()
    {
        Assert.SkipWhen(PostgresServer.WhyMissing is not null, PostgresServer.WhyMissing ?? "");
        await using var server = await PostgresServer.StartAsync(TestContext.Current.CancellationToken);
        await using (var source = Npgsql.NpgsqlDataSource.Create(server.ConnectionString))
        await using (var command = source.CreateCommand($"CREATE TABLE people {Columns}"))
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await using var table = await PostgresOpening.OpenAsync(Options("people", server.ConnectionString), "", TimeProvider.System, TestContext.Current.CancellationToken);
        await server.StopAsync(TestContext.Current.CancellationToken);
        for (var attempt = 0; attempt < 3; attempt++)
            await Assert.ThrowsAsync<RegisterException>(() => Tables.ReadAsync(table, Id));
    }

    private async Task CreateAsync(string table, string values) =>
        await postgres.RunAsync($"CREATE TABLE {table} {Columns}; CREATE INDEX ON {table}(id); INSERT INTO {table} VALUES {values}");

    private Task<PostgresTable> OpenAsync(string table, string? more = null) =>
        PostgresOpening.OpenAsync(Options(table, postgres.Server.ConnectionString + ";" + more), "", TimeProvider.System, TestContext.Current.CancellationToken);

    private static async Task<RegisterException> RefusedAsync(DataSetOptions options) =>
        await Assert.ThrowsAsync<RegisterException>(async () => await PostgresOpening.OpenAsync(options, "", TimeProvider.System, TestContext.Current.CancellationToken));

    private DataSetOptions Options(string table, string? connection = null, string? password = null, string? file = null, string? variable = null) => new()
    {
        Name = "people",
        Kind = DataSetKind.Postgres,
        ConnectionString = connection ?? postgres.Server.ConnectionString,
        Password = password,
        PasswordFile = file,
        PasswordEnvironmentVariable = variable,
        Table = table,
        SubjectColumn = "id",
        NameColumn = "name",
        AsOfColumn = "asof",
        Columns = Tables.Csv().Columns,
    };
}
