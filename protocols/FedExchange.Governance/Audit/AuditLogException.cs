namespace FedExchange.Governance.Audit;

/// <summary>The audit log cannot be opened or cannot take entries; then nothing may be read or released.</summary>
public sealed class AuditLogException : Exception
{
    /// <summary>The files are damaged, truncated or rolled back.</summary>
    public const string Damaged = "AUDIT_DAMAGED";

    /// <summary>A write or flush failed; the log refuses everything until the process is started again.</summary>
    public const string Failed = "AUDIT_FAILED";

    /// <summary>The log has been closed; the node is stopping.</summary>
    public const string Closed = "AUDIT_CLOSED";

    /// <summary>Makes the exception.</summary>
    /// <param name="reason">One of the constants of this class.</param>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="inner">The cause, if there is one.</param>
    public AuditLogException(string reason, string message, Exception? inner = null)
        : base(message, inner)
    {
        Reason = reason;
    }

    /// <summary>A stable code.</summary>
    public string Reason { get; }
}
