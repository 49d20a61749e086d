namespace FedExchange.Governance.Audit;

/// <summary>What the ledger knows about a one-time request id that was granted once.</summary>
public sealed class RequestRecord
{
    internal RequestRecord(byte[] binding, string requester, long grantIndex, long? releaseIndex, byte[]? answer)
    {
        Binding = binding;
        Requester = requester;
        GrantIndex = grantIndex;
        ReleaseIndex = releaseIndex;
        Answer = answer;
    }

    /// <summary>What all parties agreed on when it was granted, 32 bytes.</summary>
    public byte[] Binding { get; }

    /// <summary>Who asked.</summary>
    public string Requester { get; }

    /// <summary>The entry that granted it.</summary>
    public long GrantIndex { get; }

    /// <summary>The entry that released the answer, or null when none has left yet.</summary>
    public long? ReleaseIndex { get; }

    /// <summary>The answer's bytes as they left, or null.</summary>
    public byte[]? Answer { get; }
}
