using System.Collections.Concurrent;
using FedExchange.Cli;
using FedExchange.Cli.Connections;
using FedExchange.Federation.Tests.Links;

namespace FedExchange.Federation.Tests.Processes;

/// <summary>
/// Callers that ask about one person after another. Each case has one consent for one use and one idempotency key, and is asked again with both
/// until it is answered, as an in-house system would; so every case that was begun ends in an answer.
/// </summary>
internal sealed class CityLoad
{
    // A load, but not all there is of the machine: processes have to start meanwhile.
    private static readonly TimeSpan BetweenCalls = TimeSpan.FromMilliseconds(50);
    private static int nextPerson;
    private readonly ProcessCity city;
    private readonly string definition;
    private readonly Task callers;
    private volatile bool stopping;

    private CityLoad(ProcessCity city, string definition, int callers)
    {
        this.city = city;
        this.definition = definition;
        this.callers = Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(CallAsync)));
    }

    /// <summary>Answers that a caller has got.</summary>
    public ConcurrentQueue<CityAnswer> Answers { get; } = new();

    /// <summary>Problems that a caller has got.</summary>
    public ConcurrentQueue<NodeProblemException> Problems { get; } = new();

    /// <summary>Calls that broke off because the asked node itself was gone.</summary>
    public int BrokenOff => brokenOff;

    private int brokenOff;

    /// <summary>Starts calling.</summary>
    public static CityLoad Start(ProcessCity city, string definition, int callers) => new(city, definition, callers);

    /// <summary>Waits for so many answers more than now.</summary>
    public Task AnswersGrowAsync(int by)
    {
        var goal = Answers.Count + by;
        return GrowsAsync(() => Answers.Count >= goal, $"{by} more answers of {definition}");
    }

    /// <summary>Waits for so many problems in all.</summary>
    public Task ProblemsReachAsync(int count) => GrowsAsync(() => Problems.Count >= count, $"{count} problems of {definition}");

    /// <summary>Begins no new case and waits until those under way are answered.</summary>
    public async Task StopAsync()
    {
        stopping = true;
        await callers.WaitAsync(TimeSpan.FromSeconds(ProcessCity.Patience), ProcessCity.Cancelled);
    }

    private async Task GrowsAsync(Func<bool> condition, string what)
    {
        await Eventually.BecomesTrueAsync(() => callers.IsFaulted || condition(), what, ProcessCity.Patience);
        if (callers.IsFaulted)
        {
            await callers;
        }
    }

    private async Task CallAsync()
    {
        NodeApi? api = null;
        try
        {
            while (!stopping)
            {
                var person = Interlocked.Increment(ref nextPerson) % TestCity.People;
                var call = city.Question(definition, person, key: Guid.NewGuid().ToString("N"));
                while (true)
                {
                    try
                    {
                        api ??= NodeApi.Open(city.OneStop);
                        Answers.Enqueue(new CityAnswer(definition, person, await api.VerifyAsync(call, ProcessCity.Cancelled)));
                        break;
                    }
                    catch (NodeProblemException problem)
                    {
                        Problems.Enqueue(problem);
                        if (!problem.Retryable)
                        {
                            break; // the test looks at the problems
                        }
                    }
                    catch (Exception gone) when (gone is HttpRequestException or FailedException)
                    {
                        Interlocked.Increment(ref brokenOff);
                        api?.Dispose(); // the node comes back at another address
                        api = null;
                    }

                    await Task.Delay(BetweenCalls, ProcessCity.Cancelled);
                }

                await Task.Delay(BetweenCalls, ProcessCity.Cancelled);
            }
        }
        finally
        {
            api?.Dispose();
        }
    }
}
