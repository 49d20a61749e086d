using System.Globalization;
using System.Text.Json;
using FedExchange.Wire.Admin.V1;

namespace FedExchange.Coordinator.Jobs;

/// <summary>What the operator sees of a job.</summary>
[GenerateSerializer, Immutable, Alias("fedx.job-view")]
internal sealed record JobView(
    string JobId, int State, string Step, string[] WaitingFor, string Reason, string Result, long Revision, bool HasEnded)
{
    public static JobView Of(Job job, long revision) => new(
        job.Plan.JobId, (int)StateOf(job), job.Step, [.. job.WaitingFor()], ReasonOf(job), ResultOf(job), revision, job.HasEnded);

    public Wire.Admin.V1.Job ToWire() => new()
    {
        JobId = JobId,
        Kind = JobPlan.Kind,
        State = (JobState)State,
        Step = Step,
        WaitingFor = { WaitingFor },
        Reason = Reason,
        Result = Result,
    };

    private static JobState StateOf(Job job) => job switch
    {
        Job.Accepting or Job.Contributing => JobState.Running,
        Job.Released or Job.Withheld => JobState.Succeeded,
        Job.Refused => JobState.Refused,
        Job.Failed => JobState.Failed,
        Job.Cancelled => JobState.Cancelled,
        _ => JobState.Unspecified,
    };

    private static string ReasonOf(Job job) => job switch
    {
        Job.Accepting { LastRefusal: { } refusal } => $"Will be asked again: {refusal}.",
        Job.Contributing { LastRefusal: { } refusal } => $"Will be asked again: {refusal}.",
        Job.Withheld => string.Create(CultureInfo.InvariantCulture, $"withheld: the total is below the minimum of {job.Plan.Minimum}."),
        Job.Refused refused => $"{refused.Node} refused: {refused.Reason}. {refused.Detail}",
        Job.Failed failed => failed.Reason,
        Job.Cancelled => "Cancelled by the operator.",
        _ => "",
    };

    private static string ResultOf(Job job) => job is Job.Released released
        ? JsonSerializer.Serialize(new Dictionary<string, long>
        {
            ["total"] = (long)released.Total,
            ["minimum"] = job.Plan.Minimum,
            ["providers"] = job.Plan.Targets.Length,
        })
        : "";
}
