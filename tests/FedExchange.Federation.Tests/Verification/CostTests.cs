using System.Diagnostics;
using System.Globalization;
using FedExchange.Federation.Tests.TestBed;
using FedExchange.Node.Participations;

namespace FedExchange.Federation.Tests.Verification;

/// <summary>What a verification costs in processor time, without TLS and sockets: sealing, signatures, consent, policy, durable logs, register, receipt.</summary>
public sealed class CostTests(ITestOutputHelper output)
{
    [Theory(Explicit = true)]
    [InlineData(1, 200)]
    [InlineData(64, 3000)]
    public async Task A_verification_over_four_providers_costs_this_much_processor_time(int callers, int count)
    {
        await using var federation = await TestFederation.StartAsync(4, built =>
        {
            for (var n = 0; n < 1000; n++)
            {
                foreach (var provider in built.Providers)
                {
                    provider.Register.Add(TestSubject.Number(n), true);
                }
            }
        });
        federation.Network.Interceptor = null;
        var questions = Enumerable.Range(0, count + 300).Select(n => federation.Question(TestSubject.Number(n % 1000))).ToArray();
        await RunAsync(federation, questions[count..], callers);

        var before = Process.GetCurrentProcess().TotalProcessorTime;
        var watch = Stopwatch.StartNew();
        var allocated = GC.GetTotalAllocatedBytes();
        await RunAsync(federation, questions[..count], callers);
        var cpu = Process.GetCurrentProcess().TotalProcessorTime - before;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{callers} callers: {cpu.TotalMilliseconds / count:0.00} CPU-ms each, {count / watch.Elapsed.TotalSeconds:0} per second, {watch.Elapsed.TotalMilliseconds * callers / count:0.0} ms each, {(GC.GetTotalAllocatedBytes() - allocated) / count / 1024} KiB each"));
    }

    private static Task RunAsync(TestFederation federation, VerificationQuestion[] questions, int callers)
    {
        var next = -1;
        return Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            for (var i = Interlocked.Increment(ref next); i < questions.Length; i = Interlocked.Increment(ref next))
            {
                Assert.IsType<VerificationOutcome.Answered>(await federation.Asker.Requester.VerifyAsync(questions[i], CancellationToken.None));
            }
        })));
    }
}
