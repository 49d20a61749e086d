namespace FedExchange.Governance.Consent;

/// <summary>The outcome of checking a consent token; one of the two records inside.</summary>
public abstract record ConsentCheck
{
    private ConsentCheck()
    {
    }

    /// <summary>The token covers the request. Its uses are counted later, in the audit log's turn.</summary>
    /// <param name="Claims">What was consented to.</param>
    /// <param name="TokenHash">Hash of the token as presented, 32 bytes; stands in entries and receipts.</param>
    /// <param name="UseKey">Under which uses are counted, 32 bytes: issuer and token id, whatever form the token comes in.</param>
    public sealed record Valid(ConsentClaims Claims, byte[] TokenHash, byte[] UseKey) : ConsentCheck;

    /// <summary>The token does not cover the request.</summary>
    /// <param name="Reason">One of <see cref="ConsentRefusal"/>.</param>
    /// <param name="Detail">What to do, without personal data.</param>
    public sealed record Refused(string Reason, string Detail) : ConsentCheck;
}
