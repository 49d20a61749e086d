namespace FedExchange.Governance.Policy;

/// <summary>The stable codes with which a gate refuses; those of a consent are in <see cref="Consent.ConsentRefusal"/>.</summary>
public static class RefusalReason
{
    /// <summary>The node has no policy, so everything is refused.</summary>
    public const string PolicyMissing = "POLICY_MISSING";

    /// <summary>The node has no directory yet, or its directory has expired.</summary>
    public const string DirectoryStale = "DIRECTORY_STALE";

    /// <summary>The requester is no member, or suspended.</summary>
    public const string RequesterUnknown = "REQUESTER_UNKNOWN";

    /// <summary>No rule is about this protocol.</summary>
    public const string ProtocolNotAllowed = "PROTOCOL_NOT_ALLOWED";

    /// <summary>No rule of the protocol names this requester.</summary>
    public const string RequesterNotAllowed = "REQUESTER_NOT_ALLOWED";

    /// <summary>No rule allows this requester this purpose, or the definition is not for it.</summary>
    public const string PurposeNotAllowed = "PURPOSE_NOT_ALLOWED";

    /// <summary>No rule allows this requester this definition for this purpose.</summary>
    public const string DefinitionNotAllowed = "DEFINITION_NOT_ALLOWED";

    /// <summary>No rule allows this requester these tables for this purpose.</summary>
    public const string TableNotAllowed = "TABLE_NOT_ALLOWED";

    /// <summary>The node does not know the definition under this id and hash.</summary>
    public const string DefinitionUnknown = "DEFINITION_UNKNOWN";

    /// <summary>The officer has not approved this hash of the definition.</summary>
    public const string DefinitionNotApproved = "DEFINITION_NOT_APPROVED";

    /// <summary>The definition asks nothing of this node.</summary>
    public const string NotAProvider = "NOT_A_PROVIDER";

    /// <summary>The result would be released above a smaller minimum than this node's policy asks for.</summary>
    public const string MinimumTooLow = "MINIMUM_TOO_LOW";

    /// <summary>The one-time request id was used for something else.</summary>
    public const string RequestReused = "REQUEST_REUSED";

    /// <summary>A rate limit is reached; retry in the next window.</summary>
    public const string RateLimited = "RATE_LIMITED";

    /// <summary>A result may go to the requester only.</summary>
    public const string RecipientNotAllowed = "RECIPIENT_NOT_ALLOWED";
}
