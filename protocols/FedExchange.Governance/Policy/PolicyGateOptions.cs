using FedExchange.Governance.Audit;
using FedExchange.Governance.Directory;

namespace FedExchange.Governance.Policy;

/// <summary>What a policy gate decides with. The functions are asked anew for each request, so that a new policy or directory counts at once.</summary>
public sealed class PolicyGateOptions
{
    /// <summary>This node's id.</summary>
    public required string NodeId { get; init; }

    /// <summary>The policy in force; null refuses everything.</summary>
    public required Func<NodePolicy?> Policy { get; init; }

    /// <summary>The member directory; null or an expired one refuses everything.</summary>
    public required Func<MemberDirectory?> Directory { get; init; }

    /// <summary>The officer's approvals of definitions.</summary>
    public required DefinitionApprovals Approvals { get; init; }

    /// <summary>Where decisions are written down.</summary>
    public required AuditLog Log { get; init; }

    /// <summary>Makes the pseudonyms that stand for subjects in entries.</summary>
    public required SubjectKeys SubjectKeys { get; init; }

    /// <summary>The clock for validity; entries carry the log's time.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
