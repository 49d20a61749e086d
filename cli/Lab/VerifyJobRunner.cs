using System.Diagnostics;
using System.Text.Json.Nodes;
using FedExchange.Cli.Connections;

namespace FedExchange.Cli.Lab;

/// <summary>Asks the requester's own node about many people, each with a fresh consent, from several callers at a time.</summary>
internal sealed class VerifyJobRunner(LabSession session, LabVerifyJob job)
{
    private const int Attempts = 5;
    private readonly VerificationTally tally = new();

    /// <summary>One receipt, for show; null before the first definite answer.</summary>
    public JsonNode? Receipt { get; private set; }

    /// <summary>Runs all cases.</summary>
    public async Task<LabJobReport> RunAsync(IReadOnlyList<SubjectCase> cases, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        using var api = NodeApi.Open(session.Folder.Of(job.Requester));
        using var consents = ConsentIssuer.Open(session.Folder.Of(job.Consent), job.Requester, job.Definition, job.Purpose);
        var next = -1;
        var done = 0;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Math.Min(job.Callers, cases.Count)).Select(_ => Task.Run(CallAsync, cancellationToken)));
        clock.Stop();
        var summary = tally.Summarise(clock.Elapsed, job.Callers);
        return new LabJobReport
        {
            Name = job.Name,
            Kind = "verify",
            State = summary.Failed == 0 ? "succeeded" : "failed",
            Reason = summary.Failed == 0 ? null : "Calls without an answer: " + string.Join(", ", summary.Problems.Select(problem => $"{problem.Value} × {problem.Key}")),
            Seconds = summary.Seconds,
            Verification = summary,
        };

        async Task CallAsync()
        {
            while (Interlocked.Increment(ref next) is var index && index < cases.Count)
            {
                cancellationToken.ThrowIfCancellationRequested();
                await AskAsync(api, consents, cases[index], cancellationToken);
                progress?.Report(Interlocked.Increment(ref done));
            }
        }
    }

    private async Task AskAsync(NodeApi api, ConsentIssuer consents, SubjectCase subject, CancellationToken cancellationToken)
    {
        if (consents.TryAsk(subject.Id, subject.Name) is not { } call)
        {
            tally.Failed("SUBJECT_ID_INVALID");
            return;
        }

        var started = Stopwatch.GetTimestamp();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var answer = await api.VerifyAsync(call, cancellationToken);
                tally.Answered(answer.Result, subject, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
                Receipt ??= answer.Receipt;
                return;
            }
            catch (NodeProblemException problem) when (problem.Retryable && attempt < Attempts)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100 * attempt), cancellationToken);
            }
            catch (NodeProblemException problem)
            {
                tally.Failed(problem.Code);
                return;
            }
            catch (HttpRequestException)
            {
                tally.Failed("UNREACHABLE");
                return;
            }
        }
    }
}
