using FedExchange.Governance.Definitions;

namespace FedExchange.Governance.Policy;

/// <summary>
/// Permission to read for one request. Only <see cref="PolicyGate"/> makes one, after the entry that says so is durable; registers are opened by nothing else.
/// </summary>
public sealed class QueryGrant
{
    internal QueryGrant(long auditIndex, AccessRequest request, PolicyRule rule, byte[]? consentHash)
    {
        AuditIndex = auditIndex;
        Protocol = request.Protocol;
        Requester = request.Requester;
        Purpose = request.Purpose;
        RequestId = request.RequestId.ToArray();
        Binding = request.Binding.ToArray();
        Definition = request.Definition;
        Tables = request.Tables;
        Rule = rule.Name;
        Minimum = rule.Minimum;
        ConsentHash = consentHash;
    }

    /// <summary>The entry that granted it.</summary>
    public long AuditIndex { get; }

    /// <summary>The protocol; see <see cref="AccessRequest"/>.</summary>
    public string Protocol { get; }

    /// <summary>Who asked, and the only one a result may go to.</summary>
    public string Requester { get; }

    /// <summary>What for.</summary>
    public string Purpose { get; }

    /// <summary>The one-time request id, 32 bytes.</summary>
    public ReadOnlyMemory<byte> RequestId { get; }

    /// <summary>What all parties agreed on, 32 bytes.</summary>
    public ReadOnlyMemory<byte> Binding { get; }

    /// <summary>The definition, for a verification; null for a count.</summary>
    public VerificationDefinition? Definition { get; }

    /// <summary>The tables that may be read, and no others.</summary>
    public IReadOnlyList<string> Tables { get; }

    /// <summary>The policy rule that allowed it.</summary>
    public string Rule { get; }

    /// <summary>The smallest total that may be released (counts).</summary>
    public long Minimum { get; }

    /// <summary>Hash of the consent it rests on, 32 bytes; null when none was needed.</summary>
    public ReadOnlyMemory<byte>? ConsentHash { get; }

    /// <summary>Index and requester; nothing about the subject.</summary>
    public override string ToString() => $"grant {AuditIndex} for {Requester}";
}
