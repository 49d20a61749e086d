namespace FedExchange.Governance.Consent;

/// <summary>The stable codes with which a consent is refused.</summary>
public static class ConsentRefusal
{
    /// <summary>No consent was given, and the policy asks for one.</summary>
    public const string Missing = "CONSENT_MISSING";

    /// <summary>No consent token at all, or one with missing or unknown claims.</summary>
    public const string Malformed = "CONSENT_MALFORMED";

    /// <summary>The issuer is no member, is suspended, or has not the role <c>consent-issuer</c>.</summary>
    public const string UnknownIssuer = "CONSENT_UNKNOWN_ISSUER";

    /// <summary>The signature is not the issuer's.</summary>
    public const string BadSignature = "CONSENT_BAD_SIGNATURE";

    /// <summary>Given to another requester.</summary>
    public const string Foreign = "CONSENT_FOREIGN";

    /// <summary>For another definition, or another version of it.</summary>
    public const string WrongDefinition = "CONSENT_WRONG_DEFINITION";

    /// <summary>For another purpose.</summary>
    public const string WrongPurpose = "CONSENT_WRONG_PURPOSE";

    /// <summary>By another person.</summary>
    public const string WrongSubject = "CONSENT_WRONG_SUBJECT";

    /// <summary>Its time has not come.</summary>
    public const string NotYetValid = "CONSENT_NOT_YET_VALID";

    /// <summary>Its time is over.</summary>
    public const string Expired = "CONSENT_EXPIRED";

    /// <summary>Used as often as it allows.</summary>
    public const string UsedUp = "CONSENT_USED_UP";
}
