namespace FedExchange.Governance.Policy;

/// <summary>An answer that has left before: the same bytes may leave again, no other ones.</summary>
public sealed class ReleasedAnswer
{
    internal ReleasedAnswer(byte[] bytes, long auditIndex)
    {
        Bytes = bytes;
        AuditIndex = auditIndex;
    }

    /// <summary>The answer as it left.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>The entry with which it left the first time.</summary>
    public long AuditIndex { get; }
}
