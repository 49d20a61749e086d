namespace FedExchange.Cli.Lab;

/// <summary>Collects outcomes of calls; safe for many callers.</summary>
internal sealed class VerificationTally
{
    private readonly Lock gate = new();
    private readonly List<double> latencies = [];
    private readonly SortedDictionary<string, int> problems = new(StringComparer.Ordinal);
    private int correct;
    private int undetermined;
    private int wrong;
    private int unjudged;
    private int answeredTrue;
    private int answeredFalse;

    /// <summary>An answer came.</summary>
    public void Answered(string result, SubjectCase subject, double milliseconds)
    {
        lock (gate)
        {
            latencies.Add(milliseconds);
            if (result is not ("true" or "false"))
            {
                undetermined++;
                return;
            }

            var yes = result == "true";
            answeredTrue += yes ? 1 : 0;
            answeredFalse += yes ? 0 : 1;
            unjudged += subject is { Expected: null, ExpectsUndetermined: false } ? 1 : 0;
            correct += subject.Expected == yes ? 1 : 0;
            wrong += subject.ExpectsUndetermined || subject.Expected == !yes ? 1 : 0;
        }
    }

    /// <summary>No answer came.</summary>
    public void Failed(string code)
    {
        lock (gate)
        {
            problems[code] = problems.GetValueOrDefault(code) + 1;
        }
    }

    /// <summary>The result.</summary>
    public VerificationSummary Summarise(TimeSpan elapsed, int callers)
    {
        lock (gate)
        {
            latencies.Sort();
            var failed = problems.Values.Sum();
            return new VerificationSummary
            {
                Cases = latencies.Count + failed,
                Correct = correct,
                Undetermined = undetermined,
                Wrong = wrong,
                Unjudged = unjudged,
                Failed = failed,
                AnsweredTrue = answeredTrue,
                AnsweredFalse = answeredFalse,
                P50Ms = LatencySummary.Quantile(latencies, 0.5),
                P99Ms = LatencySummary.Quantile(latencies, 0.99),
                MaxMs = LatencySummary.Quantile(latencies, 1),
                PerSecond = Math.Round(latencies.Count / Math.Max(elapsed.TotalSeconds, 1e-9), 1),
                Seconds = Math.Round(elapsed.TotalSeconds, 3),
                Callers = callers,
                Problems = problems,
                Latency = LatencySummary.Histogram(latencies),
            };
        }
    }
}
