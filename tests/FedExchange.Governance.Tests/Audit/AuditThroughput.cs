using System.Diagnostics;
using FedExchange.Crypto.Randomness;
using FedExchange.Governance.Audit;
using FedExchange.Governance.Tests.Support;

namespace FedExchange.Governance.Tests.Audit;

public sealed class AuditThroughput
{
    [Theory(Explicit = true)]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(512)]
    public async Task Durable_entries_per_second(int writers)
    {
        using var bed = new LogBed();
        await using var log = AuditLog.Open(new AuditLogOptions
        {
            Directory = bed.Directory,
            LedgerPath = bed.Ledger,
            Origin = "o/a",
            LogKey = bed.Key,
            Random = SystemRandomSource.Instance,
        });
        var filler = new string('x', 400);
        async Task<long> RunAsync(TimeSpan time)
        {
            var count = 0L;
            var watch = Stopwatch.StartNew();
            await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
            {
                while (watch.Elapsed < time)
                {
                    await log.AppendAsync(new AuditDraft("load").With("filler", filler));
                    Interlocked.Increment(ref count);
                }
            })));
            return (long)(count / watch.Elapsed.TotalSeconds);
        }

        await RunAsync(TimeSpan.FromSeconds(2));
        var cpu = Environment.CpuUsage.TotalTime;
        var rate = await RunAsync(TimeSpan.FromSeconds(5));
        TestContext.Current.TestOutputHelper!.WriteLine($"{writers} writers: {rate} entries/s, {(Environment.CpuUsage.TotalTime - cpu).TotalSeconds / 5:F2} cores");
    }

    [Theory(Explicit = true)]
    [InlineData(1)]
    [InlineData(64)]
    public async Task Decisions_with_consent_and_limits_and_their_releases_per_second(int callers)
    {
        await using var node = new GateBed(GateBed.Generous + "\n    limits: {perRequester: 100000000/h}");
        var unlimited = Region.ParseDefinition(Region.FirstHome.Replace("perSubject: 50/d", "perSubject: 50000000/d", StringComparison.Ordinal).Replace("1000/h", "50000000/h", StringComparison.Ordinal));
        node.Approvals.Approve(unlimited.Id, unlimited.HashHex, LogBed.Start);
        var consent = node.Region.Sign(node.Region.Claims(int.MaxValue) with { DefinitionHash = unlimited.HashHex });
        var granted = 0L;
        var refused = 0L;
        var watch = Stopwatch.StartNew();
        var cpu = Environment.CpuUsage.TotalTime;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            while (watch.Elapsed < TimeSpan.FromSeconds(5))
            {
                var decision = await node.Gate.DecideAsync(node.Request(consent, definition: unlimited), CancellationToken.None);
                if (decision is Governance.Policy.Decision.Granted grant)
                {
                    await node.Releases.ReleaseAsync(grant.Grant, "one-stop", new byte[64], CancellationToken.None);
                    Interlocked.Increment(ref granted);
                }
                else
                {
                    Interlocked.Increment(ref refused);
                }
            }
        })));
        var seconds = watch.Elapsed.TotalSeconds;
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{callers} callers: {granted / seconds:F0} granted and released/s, {refused / seconds:F0} refused/s, {(Environment.CpuUsage.TotalTime - cpu).TotalSeconds / seconds:F2} cores");
    }
}
