using System.Collections.Immutable;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using FedExchange.Protocols.Aggregation;

namespace FedExchange.Coordinator.Jobs;

/// <summary>
/// The life of a federated row count, as pure data: accept → contribute → released or withheld.
/// The family is closed; <see cref="Next"/> is its only road. What is still to be asked follows from the state alone
/// (<see cref="WaitingFor"/>), so a coordinator killed at any point goes on from the last state it stored.
/// Masked counts are kept only while one is missing, when they are noise; a total below the minimum is never kept.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "state")]
[JsonDerivedType(typeof(Accepting), "accepting")]
[JsonDerivedType(typeof(Contributing), "contributing")]
[JsonDerivedType(typeof(Released), "released")]
[JsonDerivedType(typeof(Withheld), "withheld")]
[JsonDerivedType(typeof(Refused), "refused")]
[JsonDerivedType(typeof(Failed), "failed")]
[JsonDerivedType(typeof(Cancelled), "cancelled")]
internal abstract record Job
{
    /// <summary>No register has more rows: a larger total says that the masks do not cancel.</summary>
    public const ulong LargestTotal = 1UL << 48;

    private Job()
    {
    }

    public abstract JobPlan Plan { get; init; }

    /// <summary>Providers are asked whether they take part.</summary>
    internal sealed record Accepting(JobPlan Plan, ImmutableHashSet<string> Accepted, string? LastRefusal) : Job
    {
        public override JobPlan Plan { get; init; } = Plan;
    }

    /// <summary>All accepted; their masked counts are collected.</summary>
    internal sealed record Contributing(JobPlan Plan, ImmutableDictionary<string, CountPart> Contributions, string? LastRefusal) : Job
    {
        public override JobPlan Plan { get; init; } = Plan;
    }

    /// <summary>Done; the total reached the minimum.</summary>
    internal sealed record Released(JobPlan Plan, ulong Total) : Job
    {
        public override JobPlan Plan { get; init; } = Plan;
    }

    /// <summary>Done; the total is below the minimum and forgotten.</summary>
    internal sealed record Withheld(JobPlan Plan) : Job
    {
        public override JobPlan Plan { get; init; } = Plan;
    }

    /// <summary>A node's policy refused.</summary>
    internal sealed record Refused(JobPlan Plan, string Node, string Reason, string Detail) : Job
    {
        public override JobPlan Plan { get; init; } = Plan;
    }

    /// <summary>Gave up.</summary>
    internal sealed record Failed(JobPlan Plan, string Reason) : Job
    {
        public override JobPlan Plan { get; init; } = Plan;
    }

    /// <summary>Cancelled by the operator.</summary>
    internal sealed record Cancelled(JobPlan Plan) : Job
    {
        public override JobPlan Plan { get; init; } = Plan;
    }

    /// <summary>The state every job begins in.</summary>
    public static Job Begin(JobPlan plan) => new Accepting(plan, [], null);

    [JsonIgnore]
    public bool HasEnded => this is not (Accepting or Contributing);

    /// <summary>Present step as on the wire; empty when the job has ended.</summary>
    [JsonIgnore]
    public string Step => this switch
    {
        Accepting => JobSteps.Accept,
        Contributing => JobSteps.Contribute,
        _ => "",
    };

    /// <summary>Nodes whose report for the present step is outstanding, in the plan's order.</summary>
    public IEnumerable<string> WaitingFor() => this switch
    {
        Accepting a => a.Plan.Targets.Select(t => t.Node).Where(n => !a.Accepted.Contains(n)),
        Contributing c => c.Plan.Targets.Select(t => t.Node).Where(n => !c.Contributions.ContainsKey(n)),
        _ => [],
    };

    /// <summary>
    /// The state after an event. The same instance comes back when the event changes nothing: a repeated or late report,
    /// a report for another step, a node that is not in the plan, any event after the end.
    /// </summary>
    public static Job Next(Job job, JobEvent happened) => (job, happened) switch
    {
        ({ HasEnded: true }, _) => job,
        (_, JobEvent.CancelRequested) => new Cancelled(job.Plan),
        (_, JobEvent.DeadlinePassed) => new Failed(job.Plan, OutOfTime(job)),
        (_, JobEvent.Declined declined) => Decline(job, declined),
        (Accepting a, JobEvent.Accepted accepted) => Accept(a, accepted),
        (Contributing c, JobEvent.Contributed contributed) => Contribute(c, contributed),
        (Accepting, JobEvent.Contributed) or (Contributing, JobEvent.Accepted) => job,
        _ => throw new UnreachableException($"{job.GetType().Name} does not know {happened.GetType().Name}."),
    };

    private static Job Accept(Accepting job, JobEvent.Accepted accepted)
    {
        if (!job.WaitingFor().Contains(accepted.Node))
        {
            return job;
        }

        if (!HasHash(job.Plan, accepted.PlanHash))
        {
            return new Failed(job.Plan, OtherPlan(accepted.Node));
        }

        var all = job.Accepted.Add(accepted.Node);
        return all.Count == job.Plan.Targets.Length
            ? new Contributing(job.Plan, ImmutableDictionary<string, CountPart>.Empty, null)
            : job with { Accepted = all };
    }

    private static Job Contribute(Contributing job, JobEvent.Contributed contributed)
    {
        if (!job.WaitingFor().Contains(contributed.Node))
        {
            return job;
        }

        if (!HasHash(job.Plan, contributed.PlanHash))
        {
            return new Failed(job.Plan, OtherPlan(contributed.Node));
        }

        if (contributed.PairChecks.Length != job.Plan.Targets.Length - 1)
        {
            return new Failed(job.Plan, $"{contributed.Node} sent no check value for each other node, so the total could be wrong unseen. Bring both sides to the same version and start a new count.");
        }

        var all = job.Contributions.Add(contributed.Node, new CountPart(contributed.MaskedCount, contributed.PairChecks));
        return all.Count == job.Plan.Targets.Length ? Finish(job.Plan, all) : job with { Contributions = all };
    }

    private static Job Finish(JobPlan plan, ImmutableDictionary<string, CountPart> contributions)
    {
        // A pair key renewed between two contributions must never pass for a total.
        var checks = contributions.ToDictionary(part => part.Key, part => (IReadOnlyList<byte[]>)part.Value.PairChecks, StringComparer.Ordinal);
        if (MaskedSum.FindMismatch([.. plan.Targets.Select(target => target.Node)], checks) is { } pair)
        {
            return new Failed(plan, $"The contributions do not fit together: {pair.First} and {pair.Second} used different pair keys. Restart one of the two and start a new count.");
        }

        var total = MaskedSum.Combine(contributions.Values.Select(part => part.MaskedCount));
        return total > LargestTotal
            ? new Failed(plan, "The total is larger than any register: a node contributed what is no count. Look at the nodes' logs and start a new count.")
            : total >= (ulong)plan.Minimum ? new Released(plan, total) : new Withheld(plan);
    }

    private static Job Decline(Job job, JobEvent.Declined declined)
    {
        if (declined.Step != job.Step || !job.WaitingFor().Contains(declined.Node))
        {
            return job;
        }

        if (!declined.Retryable)
        {
            return new Refused(job.Plan, declined.Node, declined.Reason, declined.Detail);
        }

        var refusal = $"{declined.Node}: {declined.Reason}";
        return job switch
        {
            Accepting a when a.LastRefusal != refusal => a with { LastRefusal = refusal },
            Contributing c when c.LastRefusal != refusal => c with { LastRefusal = refusal },
            _ => job,
        };
    }

    private static bool HasHash(JobPlan plan, byte[] hash) => CryptographicOperations.FixedTimeEquals(plan.Hash(), hash);

    private static string OtherPlan(string node) => $"{node} answered for another plan than this job's. Bring both sides to the same version and start a new count.";

    private static string OutOfTime(Job job) => $"No report in time from {string.Join(", ", job.WaitingFor())}. See that these nodes run and are linked, then start a new count.";
}
