using FedExchange.Wire.Link.V1;

namespace FedExchange.Node.Jobs;

/// <summary>A node's part in one kind of job.</summary>
internal interface IJobParticipation
{
    /// <summary>The kind, such as "count".</summary>
    string Kind { get; }

    /// <summary>
    /// Takes a step and says what came of it. Called again for the same step only when an earlier call ended without a stored report, so that
    /// a repeated call must give the same outcome. Throws for what a later try may mend; refuses what stays refused.
    /// </summary>
    Task<JobReport> TakeAsync(JobTask task, CancellationToken cancellationToken);
}
