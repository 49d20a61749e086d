using FedExchange.Governance.Definitions;

namespace FedExchange.Governance.Policy;

/// <summary>
/// Somebody wants something to be read here. A class, not a record, because a record would print the subject's id.
/// </summary>
public sealed class AccessRequest
{
    /// <summary>The protocol of a verification.</summary>
    public const string Verification = "verification";

    /// <summary>The protocol of a row count.</summary>
    public const string Count = "count";

    /// <summary><see cref="Verification"/> or <see cref="Count"/>.</summary>
    public required string Protocol { get; init; }

    /// <summary>The requester's node id, authenticated by the caller.</summary>
    public required string Requester { get; init; }

    /// <summary>What for.</summary>
    public required string Purpose { get; init; }

    /// <summary>The one-time request id, 32 bytes.</summary>
    public required ReadOnlyMemory<byte> RequestId { get; init; }

    /// <summary>Hash of everything that all parties must agree on, 32 bytes.</summary>
    public required ReadOnlyMemory<byte> Binding { get; init; }

    /// <summary>The definition's id as the requester named it; verifications only.</summary>
    public string? DefinitionId { get; init; }

    /// <summary>The definition's hash as the requester named it, 64 hex digits; verifications only.</summary>
    public string? DefinitionHash { get; init; }

    /// <summary>The definition as this node knows it under that id and hash; null when it does not, and then the request is refused.</summary>
    public VerificationDefinition? Definition { get; init; }

    /// <summary>The subject's identifier in canonical form; verifications only. It goes into no entry.</summary>
    public string? CanonicalSubjectId { get; init; }

    /// <summary>The consent token, or null when there is none.</summary>
    public string? Consent { get; init; }

    /// <summary>The tables to be read.</summary>
    public IReadOnlyList<string> Tables { get; init; } = [];

    /// <summary>Above which total the result will be released; counts only.</summary>
    public long? Minimum { get; init; }

    /// <summary>Protocol and requester; nothing about the subject.</summary>
    public override string ToString() => $"{Protocol} for {Requester}";
}
