using FedExchange.Wire.Link.V1;
using Google.Protobuf;
using Microsoft.Data.Sqlite;

namespace FedExchange.Node.Jobs;

/// <summary>
/// The node's reports on job steps, in node.db: stored before they are sent, sent again until acknowledged, and kept afterwards,
/// so that a repeated task gets its first report. Three months after its acknowledgement a report is forgotten; jobs end long before.
/// </summary>
internal sealed class ReportOutbox : IDisposable
{
    private static readonly TimeSpan KeptAfterAcknowledgement = TimeSpan.FromDays(90);

    private readonly SqliteConnection _connection;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();

    private ReportOutbox(SqliteConnection connection, TimeProvider time) => (_connection, _time) = (connection, time);

    /// <summary>Opens the outbox; makes its table when it is missing.</summary>
    public static ReportOutbox Open(string databasePath, TimeProvider time)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = databasePath, DefaultTimeout = 10, Pooling = false }.ToString());
        connection.Open();
        var outbox = new ReportOutbox(connection, time);
        outbox.Execute("PRAGMA journal_mode=WAL");
        outbox.Execute("PRAGMA synchronous=FULL");
        outbox.Execute("""
            CREATE TABLE IF NOT EXISTS job_report (
              job_id TEXT NOT NULL, step TEXT NOT NULL, report BLOB NOT NULL, acknowledged INTEGER NOT NULL DEFAULT 0, stored_unix_ms INTEGER NOT NULL,
              PRIMARY KEY (job_id, step)) WITHOUT ROWID
            """);
        using var forget = outbox.Command(
            "DELETE FROM job_report WHERE acknowledged = 1 AND stored_unix_ms < $before",
            ("$before", (time.GetUtcNow() - KeptAfterAcknowledgement).ToUnixTimeMilliseconds()));
        forget.ExecuteNonQuery();
        return outbox;
    }

    /// <summary>The report on a step, if there is one.</summary>
    public JobReport? Find(string jobId, string step)
    {
        lock (_gate)
        {
            using var command = Command("SELECT report FROM job_report WHERE job_id = $job AND step = $step", ("$job", jobId), ("$step", step));
            return command.ExecuteScalar() is byte[] report ? JobReport.Parser.ParseFrom(report) : null;
        }
    }

    /// <summary>Stores a report, durably. The first one stays: the result is the one that counts.</summary>
    public JobReport Store(JobReport report)
    {
        lock (_gate)
        {
            using var command = Command(
                "INSERT INTO job_report (job_id, step, report, stored_unix_ms) VALUES ($job, $step, $report, $now) ON CONFLICT DO NOTHING",
                ("$job", report.JobId), ("$step", report.Step), ("$report", report.ToByteArray()), ("$now", _time.GetUtcNow().ToUnixTimeMilliseconds()));
            command.ExecuteNonQuery();
        }

        return Find(report.JobId, report.Step)!;
    }

    /// <summary>The coordinator has stored a report.</summary>
    public void Acknowledge(string jobId, string step)
    {
        lock (_gate)
        {
            using var command = Command("UPDATE job_report SET acknowledged = 1 WHERE job_id = $job AND step = $step", ("$job", jobId), ("$step", step));
            command.ExecuteNonQuery();
        }
    }

    /// <summary>Reports that the coordinator has not acknowledged, oldest first.</summary>
    public IReadOnlyList<JobReport> Unacknowledged()
    {
        lock (_gate)
        {
            using var command = Command("SELECT report FROM job_report WHERE acknowledged = 0 ORDER BY stored_unix_ms, job_id, step");
            using var reader = command.ExecuteReader();
            var reports = new List<JobReport>();
            while (reader.Read())
            {
                reports.Add(JobReport.Parser.ParseFrom(reader.GetFieldValue<byte[]>(0)));
            }

            return reports;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private void Execute(string sql)
    {
        using var command = Command(sql);
        command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // every text is a constant of this file
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
