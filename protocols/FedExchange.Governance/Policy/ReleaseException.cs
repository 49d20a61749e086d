namespace FedExchange.Governance.Policy;

/// <summary>A result may not leave; the refusal is in the audit log.</summary>
public sealed class ReleaseException : Exception
{
    internal ReleaseException(string reason, string message)
        : base(message)
    {
        Reason = reason;
    }

    /// <summary>One of <see cref="RefusalReason"/>.</summary>
    public string Reason { get; }
}
