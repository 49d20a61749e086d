using System.Globalization;
using CsCheck;
using FedExchange.Governance.Policy;
using FedExchange.Governance.Tests.Support;
using Microsoft.Data.Sqlite;

namespace FedExchange.Governance.Tests.Audit;

/// <summary>Whatever happened, and wherever a crash left the ledger behind: replaying the log gives the tables that were there.</summary>
public sealed class LedgerReplayTests
{
    private enum Step
    {
        Ask,
        AskAgain,
        Release,
        WrongPurpose,
        PassTime,
        SaveLedger,
    }

    [Fact]
    public async Task The_ledger_is_the_same_whether_lived_or_replayed_from_any_point()
    {
        var steps = Gen.Int[0, 6].Select(n => n < 2 ? Step.Ask : (Step)(n - 1)).List[5, 40];
        await steps.SampleAsync(RunAsync, iter: 8, threads: 1);
    }

    private static async Task RunAsync(List<Step> steps)
    {
        await using var node = new GateBed(GateBed.Generous + "\n    limits: {perRequester: 5/min, perSubject: 20/h}");
        var cancel = TestContext.Current.CancellationToken;
        var consent = node.Region.Consent(maxUses: 8);
        var asked = new List<AccessRequest>();
        var grants = new List<QueryGrant>();
        var saved = new List<string>();
        foreach (var step in steps)
        {
            switch (step)
            {
                case Step.Ask:
                    asked.Add(node.Request(consent));
                    await DecideAsync(asked[^1]);
                    break;
                case Step.AskAgain when asked.Count > 0:
                    await DecideAsync(asked[node.Bed.Random.NextInt32(asked.Count)]);
                    break;
                case Step.Release when grants.Count > 0:
                    var grant = grants[node.Bed.Random.NextInt32(grants.Count)];
                    await node.Releases.ReleaseAsync(grant, grant.Requester, node.Bed.Bytes32(), cancel);
                    break;
                case Step.WrongPurpose:
                    await DecideAsync(node.Request(consent, purpose: "advertising"));
                    break;
                case Step.PassTime:
                    node.Bed.Clock.Advance(TimeSpan.FromSeconds(node.Bed.Random.NextInt32(100)));
                    break;
                case Step.SaveLedger:
                    // What a crash may leave: the log is whole, the ledger is from some moment before.
                    await node.ReopenAsync();
                    saved.Add(node.Bed.Folder[string.Create(CultureInfo.InvariantCulture, $"saved-{saved.Count}.db")]);
                    CopyDatabase(node.Bed.Ledger, saved[^1]);
                    break;
            }
        }

        var size = node.Log.Size;
        await node.Log.DisposeAsync();
        var lived = Dump(node.Bed.Ledger);
        saved.Add(node.Bed.Folder["from-nothing.db"]);
        foreach (var ledger in saved)
        {
            await using (var log = node.Bed.Open(ledger: ledger))
            {
                Assert.Equal(size, log.Size);
            }

            Assert.Equal(lived, Dump(ledger));
        }

        async Task DecideAsync(AccessRequest request)
        {
            if (await node.Gate.DecideAsync(request, cancel) is Decision.Granted granted)
            {
                grants.Add(granted.Grant);
            }
        }
    }

    private static void CopyDatabase(string from, string to)
    {
        using var source = new SqliteConnection($"Data Source={from};Pooling=False");
        using var target = new SqliteConnection($"Data Source={to};Pooling=False");
        source.Open();
        target.Open();
        source.BackupDatabase(target);
    }

    private static List<string> Dump(string path)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        var rows = new List<string>();
        foreach (var table in new[] { "anchor", "requests", "consent_uses", "windows", "idempotency" })
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"SELECT * FROM {table} ORDER BY 1";
            using var reader = command.ExecuteReader();
            while (reader.Read())
            {
                rows.Add(table + ": " + string.Join(' ', Enumerable.Range(0, reader.FieldCount).Select(i =>
                    reader.GetValue(i) is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
            }
        }

        return rows;
    }
}
