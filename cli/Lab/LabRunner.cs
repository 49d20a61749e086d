using System.Diagnostics;
using System.Text.Json.Nodes;

namespace FedExchange.Cli.Lab;

/// <summary>Starts a lab, runs its jobs, reports, and leaves nothing running behind.</summary>
internal sealed class LabRunner(LabFile file, ILabProgress progress)
{
    private readonly List<LabJobReport> jobs = [];
    private JsonNode? receipt;

    /// <summary>Runs everything.</summary>
    /// <param name="keep">Folder to keep; null for a temporary one.</param>
    /// <param name="withFolder">Called while all processes still run, for copies of what the caller wants to keep; may be null.</param>
    /// <param name="cancellationToken">Cancels; processes are ended first.</param>
    public async Task<LabReport> RunAsync(string? keep, Action<LabSession, LabReport>? withFolder, CancellationToken cancellationToken)
    {
        using var folder = LabFolder.Create(keep);
        var clock = Stopwatch.StartNew();
        await using var session = await LabSession.StartAsync(file, folder, progress.Note, cancellationToken);
        var ready = Math.Round(clock.Elapsed.TotalSeconds, 2);
        progress.Note($"Ready after {ready:0.0} s");
        var relayed = false;
        foreach (var job in file.Jobs)
        {
            if (job is LabVerifyJob { Relay: true } && !relayed)
            {
                await session.ForceRelayAsync(cancellationToken);
                relayed = true;
            }

            jobs.Add(await RunJobAsync(session, job, cancellationToken));
        }

        var parties = await LabParties.ReadAsync(session, cancellationToken);
        var report = new LabReport
        {
            Lab = file.Name,
            Region = file.Region,
            Succeeded = jobs.All(job => job.State == "succeeded"),
            StartSeconds = ready,
            Verification = Together(jobs),
            Jobs = jobs,
            Parties = parties,
            Receipt = receipt,
            ReceiptCheck = receipt is null ? null : LabReceipt.Check(session, receipt),
        };
        withFolder?.Invoke(session, report);
        return report;
    }

    /// <summary>All verify jobs as one; the only one as it is.</summary>
    internal static VerificationSummary? Together(IReadOnlyList<LabJobReport> jobs)
    {
        var all = jobs.Select(job => job.Verification).OfType<VerificationSummary>().ToList();
        if (all.Count < 2)
        {
            return all.FirstOrDefault();
        }

        var largest = all.MaxBy(summary => summary.Cases)!;
        var seconds = all.Sum(summary => summary.Seconds);
        return largest with
        {
            Cases = all.Sum(summary => summary.Cases),
            Correct = all.Sum(summary => summary.Correct),
            Undetermined = all.Sum(summary => summary.Undetermined),
            Wrong = all.Sum(summary => summary.Wrong),
            Unjudged = all.Sum(summary => summary.Unjudged),
            Failed = all.Sum(summary => summary.Failed),
            AnsweredTrue = all.Sum(summary => summary.AnsweredTrue),
            AnsweredFalse = all.Sum(summary => summary.AnsweredFalse),
            MaxMs = all.Max(summary => summary.MaxMs),
            Seconds = seconds,
            PerSecond = Math.Round(all.Sum(summary => summary.Cases - summary.Failed) / Math.Max(seconds, 1e-9), 1),
            Problems = all.SelectMany(summary => summary.Problems).GroupBy(problem => problem.Key).ToDictionary(group => group.Key, group => group.Sum(problem => problem.Value)),
        };
    }

    private async Task<LabJobReport> RunJobAsync(LabSession session, LabJob job, CancellationToken cancellationToken)
    {
        if (job is LabCountJob count)
        {
            progress.Note($"Job '{count.Name}': counting rows over {count.Targets.Count} registers");
            return await CountJobRunner.RunAsync(session, count, cancellationToken);
        }

        var verify = (LabVerifyJob)job;
        var cases = SubjectList.Read(verify);
        var runner = new VerifyJobRunner(session, verify);
        var report = await progress.TrackAsync($"Verifying {cases.Count:N0} people", cases.Count, step => runner.RunAsync(cases, step, cancellationToken));
        receipt = runner.Receipt ?? receipt;
        return report;
    }
}
