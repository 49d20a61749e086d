using System.Text.Json.Nodes;
using FedExchange.Cli.Lab;
using FedExchange.Wire.Admin.V1;

namespace FedExchange.Cli.Commands;

/// <summary>A job as the operator sees it.</summary>
/// <param name="Id">Job id.</param>
/// <param name="Kind">Kind, such as count.</param>
/// <param name="State">running, succeeded, refused, failed or cancelled.</param>
/// <param name="Step">Present step.</param>
/// <param name="WaitingFor">Nodes whose report is outstanding.</param>
/// <param name="Reason">Why it ended as it did.</param>
/// <param name="Result">What was released.</param>
internal sealed record JobView(string Id, string Kind, string State, string Step, IReadOnlyList<string> WaitingFor, string? Reason, JsonNode? Result)
{
    /// <summary>View of a job.</summary>
    public static JobView Of(Job job) => new(
        job.JobId, job.Kind, CountJobRunner.StateName(job.State), job.Step, [.. job.WaitingFor], job.Reason is { Length: > 0 } reason ? reason : null, JsonText.Embed(job.Result));
}
