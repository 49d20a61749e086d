using System.Diagnostics;
using FedExchange.Wire.Admin.V1;
using Grpc.Core;

namespace FedExchange.Cli.Lab;

/// <summary>Runs a federated row count at the coordinator and waits for its end.</summary>
internal static class CountJobRunner
{
    /// <summary>Runs.</summary>
    public static async Task<LabJobReport> RunAsync(LabSession session, LabCountJob job, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        using var admin = session.OpenAdmin();
        var request = new StartCountRequest { RequestId = Guid.NewGuid().ToString("N"), Purpose = job.Purpose, Requester = job.Requester, Minimum = job.Minimum };
        request.Targets.AddRange(job.Targets);
        var started = await admin.Client.StartCountAsync(request, cancellationToken: cancellationToken);
        var last = started;
        using var watch = admin.Client.WatchJob(new GetJobRequest { JobId = started.JobId }, cancellationToken: cancellationToken);
        await foreach (var state in watch.ResponseStream.ReadAllAsync(cancellationToken))
        {
            last = state;
        }

        var result = JsonText.Embed(last.Result);
        var total = result?["total"]?.GetValue<long>();
        var wrong = job.Expect is { } expected && total is { } told && told != expected;
        return new LabJobReport
        {
            Name = job.Name,
            Kind = "count",
            State = wrong ? "failed" : StateName(last.State),
            Reason = wrong ? $"The total is {total}, {job.Expect} was expected." : last.Reason is { Length: > 0 } reason ? reason : null,
            Seconds = Math.Round(clock.Elapsed.TotalSeconds, 3),
            Result = result,
        };
    }

    /// <summary>State in one lower-case word.</summary>
    public static string StateName(JobState state) => state switch
    {
        JobState.Running => "running",
        JobState.Succeeded => "succeeded",
        JobState.Refused => "refused",
        JobState.Cancelled => "cancelled",
        _ => "failed",
    };
}
