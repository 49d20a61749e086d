using System.Diagnostics;
using FedExchange.Cli.Connections;
using FedExchange.Cli.Demo;
using FedExchange.Cli.Lab;
using FedExchange.Cli.Population;

namespace FedExchange.Benchmarks;

/// <summary>
/// The first-home verification under sustained load: four providers, the requester and the coordinator as processes of their own,
/// with mutual TLS, sealing, signing, durable logging and policy on; this process is the load generator and signs the consents.
/// </summary>
internal static class VerifyBenchmark
{
    private const int SingleCalls = 500;

    public static async Task<IReadOnlyList<BenchmarkResult>> RunAsync(BenchmarkArguments arguments, CancellationToken cancellationToken)
    {
        string folder = Directory.CreateTempSubdirectory("fedx-bench-").FullName;
        try
        {
            // 1. The sample's population, registers, policies and processes.
            EmbeddedSamples.Extract("first-home", folder);
            await PopulationGenerator.WriteAsync(
                new PopulationOptions { People = arguments.People, AsOf = DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().DateTime) },
                Path.Combine(folder, "data"),
                null,
                cancellationToken);
            LabFile file = LabFile.Read(Path.Combine(folder, "lab.yaml"));
            LabVerifyJob job = file.Jobs.OfType<LabVerifyJob>().First() with { Limit = arguments.People };
            using LabFolder labFolder = LabFolder.Create(null);
            await using LabSession session = await LabSession.StartAsync(file, labFolder, Console.Error.WriteLine, cancellationToken);
            using NodeApi api = NodeApi.Open(labFolder.Of(job.Requester));
            using ConsentIssuer consents = ConsentIssuer.Open(labFolder.Of(job.Consent), job.Requester, job.Definition, job.Purpose);
            Caller caller = new(api, consents, SubjectList.Read(job));

            // 2. Warm up until the code is compiled, then the sustained load.
            Console.Error.WriteLine($"Warming up for {arguments.WarmupSeconds} s");
            await LoadAsync(caller, arguments.Callers, TimeSpan.FromSeconds(arguments.WarmupSeconds), new Latencies(), cancellationToken);
            Console.Error.WriteLine($"{arguments.Callers} callers for {arguments.Seconds} s");
            Latencies load = new();
            int[] processes = [.. session.ProcessIds.Values];
            double cpuBefore = ProcessTimes.CpuSeconds(processes);
            double ownBefore = ProcessTimes.CpuSeconds([Environment.ProcessId]);
            Stopwatch clock = Stopwatch.StartNew();
            await LoadAsync(caller, arguments.Callers, TimeSpan.FromSeconds(arguments.Seconds), load, cancellationToken);
            double seconds = clock.Elapsed.TotalSeconds;
            double cpu = ProcessTimes.CpuSeconds(processes) - cpuBefore;
            double own = ProcessTimes.CpuSeconds([Environment.ProcessId]) - ownBefore;

            // 3. A lone caller, after the same road has been warmed for one.
            Console.Error.WriteLine($"One caller, {SingleCalls} calls");
            await LoadAsync(caller, 1, TimeSpan.FromSeconds(3), new Latencies(), cancellationToken);
            Latencies single = new();
            for (int i = 0; i < SingleCalls; i++)
            {
                single.Add(await caller.AskAsync(cancellationToken));
            }

            // 4. A bare gRPC call over the same links: same certificates, same message size, no work behind it.
            Console.Error.WriteLine($"Bare calls for {arguments.Seconds / 2 + 1} s");
            double grpc = await BareCalls.RateAsync(session, job, arguments.Callers, TimeSpan.FromSeconds(arguments.Seconds / 2 + 1), cancellationToken);
            double rate = load.Count / seconds;
            return
            [
                new("verify.rate", Math.Round(rate, 1), "1/s", $"{arguments.Callers} callers, {load.Count} verifications, {file.Nodes.Count(n => n.Run)} nodes and the coordinator as processes, load generator included"),
                new("verify.p50", Math.Round(single.Percentile(50), 3), "ms", "one caller"),
                new("verify.p99", Math.Round(single.Percentile(99), 3), "ms", "one caller"),
                new("verify.load.p50", Math.Round(load.Percentile(50), 3), "ms", $"{arguments.Callers} callers"),
                new("verify.load.p99", Math.Round(load.Percentile(99), 3), "ms", $"{arguments.Callers} callers"),
                new("verify.cpu", Math.Round(cpu / load.Count * 1000, 3), "ms", "CPU of all nodes and the coordinator per verification"),
                new("verify.cpu.generator", Math.Round(own / load.Count * 1000, 3), "ms", "CPU of the load generator per verification, consent signature included"),
                new("verify.failed", caller.Failed, "", "calls without an answer in the whole run"),
                new("grpc.rate", Math.Round(grpc, 1), "1/s", "bare unary calls of a proposal's size over the same mutual-TLS links"),
                new("grpc.ratio", Math.Round(grpc / rate, 1), "", "bare calls in the time of one verification, which makes four of them"),
            ];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task LoadAsync(Caller caller, int callers, TimeSpan time, Latencies latencies, CancellationToken cancellationToken)
    {
        Stopwatch clock = Stopwatch.StartNew();
        return Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(
            async () =>
            {
                while (clock.Elapsed < time)
                {
                    latencies.Add(await caller.AskAsync(cancellationToken));
                }
            },
            cancellationToken)));
    }

    private sealed class Caller(NodeApi api, ConsentIssuer consents, IReadOnlyList<SubjectCase> subjects)
    {
        private int _next = -1;
        private int _failed;

        public int Failed => _failed;

        /// <summary>Asks about the next person that has a valid id; gives the latency in milliseconds.</summary>
        public async Task<double> AskAsync(CancellationToken cancellationToken)
        {
            while (true)
            {
                SubjectCase subject = subjects[(int)((uint)Interlocked.Increment(ref _next) % (uint)subjects.Count)];
                if (consents.TryAsk(subject.Id, subject.Name) is not { } call)
                {
                    continue;
                }

                long started = Stopwatch.GetTimestamp();
                try
                {
                    await api.VerifyAsync(call, cancellationToken);
                    return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
                }
                catch (NodeProblemException problem)
                {
                    if (Interlocked.Increment(ref _failed) <= 3)
                    {
                        Console.Error.WriteLine($"{problem.Code}: {problem.Message}");
                    }

                    if (_failed > 1000)
                    {
                        throw;
                    }
                }
            }
        }
    }
}
