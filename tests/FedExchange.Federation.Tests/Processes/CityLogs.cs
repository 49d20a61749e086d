using System.Buffers.Text;
using System.Text.Json;
using FedExchange.Cli.Connections;
using FedExchange.Crypto;
using FedExchange.Crypto.Hashing;
using FedExchange.Federation.Tests.Cli;
using FedExchange.Governance.Audit;
using FedExchange.Governance.Receipts;

namespace FedExchange.Federation.Tests.Processes;

/// <summary>What must hold of all logs together, whatever was killed.</summary>
internal static class CityLogs
{
    /// <summary>Stops every process, checks all logs against the answers that callers hold, and starts everything again.</summary>
    public static async Task CheckAtRestAsync(ProcessCity city, IReadOnlyCollection<CityAnswer> answers)
    {
        await Task.WhenAll(ProcessCity.Names.Select(city.Session.StopAsync));

        await CheckAsync(city, answers);
        await city.AllRunAsync();
    }

    /// <summary>Checks the logs.</summary>
    public static async Task CheckAsync(ProcessCity city, IReadOnlyCollection<CityAnswer> answers)
    {
        // 1. Every log is whole.
        foreach (var node in TestCity.Providers.Append("one-stop"))
        {
            var (code, output, error) = await CommandLine.RunAsync("audit", "verify", city.Session.Folder.Of(node));
            Assert.True(code == 0, $"{node}: {output}{error}");
        }

        // 2. Every receipt is good, and the log it is from still continues every checkpoint that a receipt carries.
        var member = MemberFolder.Open(city.OneStop);
        var checkedReceipts = answers.Select(answer => VerificationReceipt.Verify(answer.Answer.Receipt.ToJsonString(), member.Directory)).ToList();
        Assert.All(checkedReceipts, receipt => Assert.True(receipt.IsValid, string.Join(' ', receipt.Problems)));
        var verdict = AuditVerifier.Verify(
            Path.Combine(city.OneStop, "audit"), member.Directory.Find("one-stop")!.LogKey, checkedReceipts.Select(receipt => receipt.Checkpoint!), Path.Combine(city.OneStop, "ledger.db"));
        var size = Assert.IsType<AuditVerification.Ok>(verdict).Size;

        // 3. Every acknowledged answer is in the requester's log, and each provider's log holds what it released for it.
        var asked = city.Log("one-stop");
        var logs = TestCity.Providers.ToDictionary(provider => provider, city.Log);
        var released = logs.ToDictionary(log => log.Key, log => log.Value.Where(entry => entry.Kind == AuditKinds.Released).Select(entry => entry.Text("requestId")!).ToHashSet());
        foreach (var (answer, receipt) in answers.Zip(checkedReceipts))
        {
            var index = IndexOf(answer);
            Assert.InRange(index, 0, size - 1);
            var entry = asked[(int)index];
            Assert.Equal((AuditKinds.Answered, answer.Answer.Result), (entry.Kind, entry.Text("result")));
            Assert.All(receipt.Claims!.Providers, provider => Assert.True(Ids(entry).Any(released[provider].Contains), $"{provider} has no released entry for entry {index}"));
        }

        // 4. Nothing was counted twice: one grant for each request, one request for each consent.
        foreach (var log in logs.Values)
        {
            var granted = log.Where(entry => entry.Kind == AuditKinds.Granted && entry.Text("protocol") == "verification").ToList();
            Assert.Distinct(granted.Select(entry => entry.Text("requestId")));
        }
    }

    /// <summary>All callers got the right answers.</summary>
    public static void AllRight(IEnumerable<CityAnswer> answers) =>
        Assert.All(answers, answer => Assert.Equal(TestCity.Expected(answer.Definition, answer.Person) ? "true" : "false", answer.Answer.Result));

    /// <summary>The receipt's place in the requester's log.</summary>
    public static long IndexOf(CityAnswer answer)
    {
        using var payload = JsonDocument.Parse(Base64Url.DecodeFromChars(answer.Answer.Receipt["payload"]!.GetValue<string>()));
        return payload.RootElement.GetProperty("log").GetProperty("index").GetInt64();
    }

    // The request's own id, and the one under which it is asked once more after two providers' views differed.
    private static string[] Ids(AuditEntry answered)
    {
        var id = answered.Bytes("requestId")!;
        return [answered.Text("requestId")!, Base64Url.EncodeToString(new TranscriptHash(DomainSeparation.VerificationRequest).Add(id).Add("after views differed").Finish())];
    }
}
