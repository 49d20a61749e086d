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
            Directory = bed.Directory, LedgerPath = bed.Ledger, Origin = "o/a", LogKey = bed.Key, Random = SystemRandomSource.Instance,
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
}
