using FedExchange.Wire;
using FedExchange.Wire.Statistics.V1;

namespace FedExchange.Coordinator.Jobs;

/// <summary>What a count is about; fixed for the life of the job. Holds nothing about any subject.</summary>
/// <param name="JobId">Job id.</param>
/// <param name="Purpose">Registered purpose.</param>
/// <param name="Requester">Node id of the member that asked.</param>
/// <param name="Targets">Tables to count, one per provider, sorted by node id.</param>
/// <param name="Minimum">The total is released only at or above this number; at least 1.</param>
/// <param name="Deadline">When the job gives up.</param>
[GenerateSerializer, Immutable, Alias("fedx.job-plan")]
internal sealed record JobPlan(
    string JobId, string Purpose, string Requester, JobTarget[] Targets, long Minimum, DateTimeOffset Deadline)
{
    /// <summary>Kind of job, as on the wire.</summary>
    public const string Kind = "count";

    public bool Concerns(string node) => Targets.Any(t => t.Node == node);

    public CountPlan ToWire() => new()
    {
        JobId = JobId,
        Purpose = Purpose,
        Requester = Requester,
        Minimum = Minimum,
        Targets = { Targets.Select(t => new CountTarget { Node = t.Node, Table = t.Table }) },
    };

    public byte[] Hash() => CountPlanHash.Of(ToWire());

    /// <summary>Whether the other plan asks the same; deadlines do not count.</summary>
    public bool AsksTheSameAs(JobPlan other) => Hash().AsSpan().SequenceEqual(other.Hash());
}
