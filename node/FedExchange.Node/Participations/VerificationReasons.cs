namespace FedExchange.Node.Participations;

/// <summary>Stable codes of the verification itself; those of policy and consent are in the governance library, those of the way to a peer in the peer layer.</summary>
internal static class VerificationReasons
{
    /// <summary>No published definition has this id, or not in this version.</summary>
    public const string UnknownDefinition = "UNKNOWN_DEFINITION";

    /// <summary>The published definition cannot be used by this node.</summary>
    public const string UnusableDefinition = "UNUSABLE_DEFINITION";

    /// <summary>The subject's identifier is none.</summary>
    public const string InvalidSubjectId = "INVALID_SUBJECT_ID";

    /// <summary>The definition asks for a name, or the name is too long.</summary>
    public const string InvalidSubjectName = "INVALID_SUBJECT_NAME";

    /// <summary>The definition is for other purposes, or for several and none was named.</summary>
    public const string WrongPurpose = "WRONG_PURPOSE";

    /// <summary>The key was used with another question.</summary>
    public const string IdempotencyKeyReused = "IDEMPOTENCY_KEY_REUSED";

    /// <summary>The key is longer than allowed or holds other than printable ASCII.</summary>
    public const string InvalidIdempotencyKey = "INVALID_IDEMPOTENCY_KEY";

    /// <summary>A provider could not be reached.</summary>
    public const string ProviderUnreachable = "PROVIDER_UNREACHABLE";

    /// <summary>A provider did not answer in time.</summary>
    public const string ProviderTimeout = "PROVIDER_TIMEOUT";

    /// <summary>A provider gave an answer that cannot be read.</summary>
    public const string ProviderMisbehaved = "PROVIDER_MISBEHAVED";

    /// <summary>The providers' shares cannot be combined, also after their keys were checked.</summary>
    public const string ViewsDiffer = "VIEWS_DIFFER";

    /// <summary>A provider has no pair key with another one at present.</summary>
    public const string PairKeyMissing = "PAIR_KEY_MISSING";

    /// <summary>The proposal is not well formed.</summary>
    public const string MalformedProposal = "MALFORMED_PROPOSAL";

    /// <summary>The proposal came after its deadline.</summary>
    public const string DeadlinePassed = "DEADLINE_PASSED";

    /// <summary>The provider's register cannot be read at present.</summary>
    public const string RegisterUnavailable = "REGISTER_UNAVAILABLE";

    /// <summary>The audit log cannot be written, so nothing may be read or answered.</summary>
    public const string AuditUnavailable = "AUDIT_UNAVAILABLE";

    /// <summary>This node has an error of its own.</summary>
    public const string Internal = "INTERNAL";
}
