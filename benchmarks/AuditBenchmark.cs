using System.Diagnostics;
using System.Globalization;
using FedExchange.Crypto.PublicKey;
using FedExchange.Crypto.Randomness;
using FedExchange.Governance.Audit;

namespace FedExchange.Benchmarks;

/// <summary>Durable, Merkle-committed, checkpointed entries per second, by number of concurrent writers.</summary>
internal static class AuditBenchmark
{
    private static readonly int[] Writers = [1, 64, 1024];
    private static readonly string Detail = new('x', 400);

    public static async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkArguments arguments, CancellationToken cancellationToken)
    {
        List<BenchmarkResult> results = [];
        foreach (int writers in Writers)
        {
            string folder = System.IO.Directory.CreateTempSubdirectory("fedx-bench-audit-").FullName;
            try
            {
                using LogKey key = LogKey.Create(SystemRandomSource.Instance);
                await using AuditLog log = AuditLog.Open(new AuditLogOptions
                {
                    Directory = folder,
                    LedgerPath = Path.Combine(folder, "ledger.db"),
                    Origin = "benchmark",
                    LogKey = key,
                });
                long count = 0;
                Stopwatch clock = Stopwatch.StartNew();
                TimeSpan time = TimeSpan.FromSeconds(Math.Min(arguments.Seconds, 5));
                await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(
                    async () =>
                    {
                        while (clock.Elapsed < time)
                        {
                            await log.AppendAsync(Draft(writer), cancellationToken);
                            Interlocked.Increment(ref count);
                        }
                    },
                    cancellationToken)));
                results.Add(new BenchmarkResult($"audit.rate.{writers}", Math.Round(count / clock.Elapsed.TotalSeconds), "1/s", $"{writers} writers, each waits for its entry to be durable"));
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        return results;
    }

    private static AuditDraft Draft(int writer) =>
        new AuditDraft("benchmark").With("writer", writer.ToString(CultureInfo.InvariantCulture)).With("detail", Detail);
}
