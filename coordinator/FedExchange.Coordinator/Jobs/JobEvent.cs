namespace FedExchange.Coordinator.Jobs;

/// <summary>What can happen to a job. The family is closed.</summary>
[GenerateSerializer, Immutable, Alias("fedx.job-event")]
internal abstract record JobEvent
{
    private JobEvent()
    {
    }

    /// <summary>A node accepts the plan that has this hash.</summary>
    [GenerateSerializer, Immutable, Alias("fedx.job-event.accepted")]
    internal sealed record Accepted(string Node, byte[] PlanHash) : JobEvent;

    /// <summary>A node contributes its masked count under the plan that has this hash.</summary>
    [GenerateSerializer, Immutable, Alias("fedx.job-event.contributed")]
    internal sealed record Contributed(string Node, byte[] PlanHash, ulong MaskedCount, byte[][] PairChecks) : JobEvent;

    /// <summary>A node will not, or cannot now, take a step.</summary>
    [GenerateSerializer, Immutable, Alias("fedx.job-event.declined")]
    internal sealed record Declined(string Node, string Step, string Reason, string Detail, bool Retryable) : JobEvent;

    /// <summary>The operator cancels.</summary>
    [GenerateSerializer, Immutable, Alias("fedx.job-event.cancelled")]
    internal sealed record CancelRequested : JobEvent;

    /// <summary>The plan's deadline has passed.</summary>
    [GenerateSerializer, Immutable, Alias("fedx.job-event.deadline")]
    internal sealed record DeadlinePassed : JobEvent;
}
