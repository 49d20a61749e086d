using System.Diagnostics;
using System.Globalization;
using FedExchange.Governance.Expressions;
using FedExchange.Registers.Tests.Support;

namespace FedExchange.Registers.Tests;

/// <summary>Figures, and loose bounds on them; run by name.</summary>
public sealed class Speed(ITestOutputHelper output)
{
    [Fact(Explicit = true)]
    public async Task A_million_rows_import_in_seconds_and_are_looked_up_in_microseconds()
    {
        const int Rows = 1_000_000;
        using var directory = new TempDirectory();
        using (var file = new StreamWriter(Path.Combine(directory.Path, "people.csv")))
        {
            file.WriteLine("id,name,asof,city,months,income,since,active");
            for (var row = 0; row < Rows; row++)
            {
                var person = (int)(row * 611_953L % Rows);
                var id = person % 100 == 0 ? People.Legacy(People.Id(person)) : People.Id(person);
                file.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{id},王芳{person % 500},2026-11-01,Beijing,{person % 300},{person}.25,2019-03-31,true"));
            }
        }

        var watch = Clock.Start();
        await using var table = Tables.OpenCsv(directory);
        var peak = Process.GetCurrentProcess().PeakWorkingSet64 / 1_000_000;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"import {watch.Seconds:0.00} s, CPU {watch.CpuMicroseconds / 1e6:0.00} s, peak {peak} MB"));
        watch = Clock.Start();
        await Tables.OpenCsv(directory).DisposeAsync();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"reopen {watch.Seconds * 1000:0} ms"));

        var expression = Expression.Parse("has(people) && people.months >= 60 && people.since within P10Y && people.city in [\"Beijing\", \"Shanghai\"]");
        var context = new EvaluationContext(Tables.Today);
        for (var round = 0; round < 3; round++)
        {
            watch = Clock.Start();
            for (var person = 0; person < 100_000; person++)
            {
                var rows = await table.ReadAsync(new SubjectQuery { CanonicalId = People.Id(person * 7 % Rows), Name = "王芳" }, Tables.Today, CancellationToken.None);
                expression.Evaluate(new SubjectRows(rows), context);
            }

            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"look-up and evaluation {watch.CpuMicroseconds / 100_000:0.0} µs CPU"));
        }

        Assert.True(peak < 1500);
    }

    [Fact(Explicit = true)]
    public async Task PostgreSQL_is_looked_up_in_place()
    {
        Assert.SkipWhen(PostgresServer.WhyMissing is not null, PostgresServer.WhyMissing ?? "");
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var server = await PostgresServer.StartAsync(cancellationToken);
        await using (var source = Npgsql.NpgsqlDataSource.Create(server.ConnectionString))
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            await using (var create = new Npgsql.NpgsqlCommand("CREATE TABLE people(id varchar(18), name text, asof date, city text, months integer, income numeric, since date, active boolean)", connection))
                await create.ExecuteNonQueryAsync(cancellationToken);
            await using (var rows = await connection.BeginTextImportAsync("COPY people FROM STDIN (FORMAT csv)", cancellationToken))
            {
                for (var person = 0; person < 200_000; person++)
                    await rows.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{People.Id(person)},王芳,2026-11-01,Beijing,{person % 300},{person}.25,2019-03-31,true"));
            }

            await using (var index = new Npgsql.NpgsqlCommand("CREATE INDEX ON people(id)", connection))
                await index.ExecuteNonQueryAsync(cancellationToken);
        }

        var watch = Clock.Start();
        await using var table = await PostgresOpening.OpenAsync(Tables.InPlace(DataSetKind.Postgres, connectionString: server.ConnectionString), "", TimeProvider.System, cancellationToken);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"open and scan 200,000 rows {watch.Seconds * 1000:0} ms"));
        for (var round = 0; round < 3; round++)
        {
            watch = Clock.Start();
            for (var person = 0; person < 5_000; person++)
                Assert.Single((await Tables.ReadAsync(table, People.Id(person * 37 % 200_000), "王芳")).Rows);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"PostgreSQL look-up {watch.Seconds * 1e6 / 5_000:0} µs, of it here {watch.CpuMicroseconds / 5_000:0} µs CPU"));
        }
    }

    [Fact(Explicit = true)]
    public void Evaluation_takes_microseconds()
    {
        var schema = new TableSchema("contributions", [new("month", ColumnType.Date), new("amount", ColumnType.Decimal)]);
        var history = Enumerable.Range(0, 120).Select(month => new[] { Value.FromDate(Tables.Today.AddMonths(-month)), Value.FromDecimal(100.5m) }).ToArray();
        Measure("120 rows", "count(contributions, month within P10Y && amount > 0.0) >= 60", new SubjectRows(new TableRows(schema, history)));
        var one = new TableSchema("person", [new("months", ColumnType.Integer), new("city", ColumnType.Text)]);
        Measure("1 row", "has(person) && person.months >= 60 && person.city in [\"a\", \"b\"]", new SubjectRows(new TableRows(one, [[Value.FromInteger(72), Value.FromText("b")]])));
    }

    [Fact(Explicit = true)]
    public void Thousands_of_rows_kept_aside_are_searched_without_a_name()
    {
        var quarantine = new QuarantineIndex();
        for (var person = 0; person < 5000; person++)
            quarantine.Add("9" + People.Id(person * 31)[1..], "n");
        for (var round = 0; round < 3; round++)
        {
            var watch = Clock.Start();
            var found = 0;
            for (var person = 0; person < 2000; person++)
                found += quarantine.MayMean(ResidentId.Spellings(People.Id(person * 7, 1971)), "") ? 1 : 0;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"search of 5,000 rows {watch.CpuMicroseconds / 2000:0.0} µs CPU, {found} found"));
        }
    }

    private void Measure(string what, string source, SubjectRows rows)
    {
        var expression = Expression.Parse(source);
        var context = new EvaluationContext(Tables.Today);
        for (var round = 0; round < 4; round++)
        {
            var watch = Clock.Start();
            for (var repeat = 0; repeat < 50_000; repeat++)
                expression.Evaluate(rows, context);
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what}: {watch.CpuMicroseconds / 50_000:0.00} µs CPU"));
        }
    }

    /// <summary>Wall time and this process's processor time: the second means something on a busy machine too.</summary>
    private readonly struct Clock
    {
        private readonly long started;
        private readonly TimeSpan cpu;

        private Clock(long started, TimeSpan cpu)
        {
            this.started = started;
            this.cpu = cpu;
        }

        public double Seconds => Stopwatch.GetElapsedTime(started).TotalSeconds;

        public double CpuMicroseconds => (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds;

        public static Clock Start() => new(Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
    }
}
