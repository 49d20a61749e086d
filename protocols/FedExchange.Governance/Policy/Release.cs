namespace FedExchange.Governance.Policy;

/// <summary>Permission to let a result leave. Only <see cref="ReleaseGate"/> makes one, after the entry that says so is durable.</summary>
public sealed class Release
{
    internal Release(ReadOnlyMemory<byte> answer, long auditIndex, string recipient)
    {
        Answer = answer;
        AuditIndex = auditIndex;
        Recipient = recipient;
    }

    /// <summary>The bytes that may leave. When the request was answered before, these are the bytes of that time, not the ones handed in.</summary>
    public ReadOnlyMemory<byte> Answer { get; }

    /// <summary>The entry with which they left.</summary>
    public long AuditIndex { get; }

    /// <summary>To whom.</summary>
    public string Recipient { get; }
}
