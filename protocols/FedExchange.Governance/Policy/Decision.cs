namespace FedExchange.Governance.Policy;

/// <summary>What a node says to a request; one of the two records inside. Either way the audit entry is durable.</summary>
public abstract record Decision
{
    private Decision()
    {
    }

    /// <summary>The data may be read.</summary>
    /// <param name="Grant">Opens the registers.</param>
    /// <param name="Earlier">Not null when the same request was answered before: send these bytes again, read nothing.</param>
    public sealed record Granted(QueryGrant Grant, ReleasedAnswer? Earlier) : Decision;

    /// <summary>The data may not be read.</summary>
    /// <param name="Reason">A stable code: one of <see cref="RefusalReason"/> or <see cref="Consent.ConsentRefusal"/>.</param>
    /// <param name="Rule">The policy rule that refused, or that came nearest to allowing it; may be empty.</param>
    /// <param name="Detail">What to do, without personal data.</param>
    /// <param name="Retryable">Whether the same request can succeed later without anybody changing anything.</param>
    /// <param name="AuditIndex">The entry of the refusal.</param>
    public sealed record Denied(string Reason, string Rule, string Detail, bool Retryable, long AuditIndex) : Decision;
}
