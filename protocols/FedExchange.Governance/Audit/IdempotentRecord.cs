namespace FedExchange.Governance.Audit;

/// <summary>What the ledger knows about an idempotency key of this node's callers.</summary>
public sealed class IdempotentRecord
{
    internal IdempotentRecord(byte[] requestHash, byte[] requestId, long? answerIndex, string? result, byte[]? claims)
    {
        RequestHash = requestHash;
        RequestId = requestId;
        AnswerIndex = answerIndex;
        Result = result;
        Claims = claims;
    }

    /// <summary>Hash of the question the key was first used with; another question under the same key is the caller's mistake.</summary>
    public byte[] RequestHash { get; }

    /// <summary>The one-time request id it was asked with; use it again, so that providers replay instead of counting twice.</summary>
    public byte[] RequestId { get; }

    /// <summary>The entry of the answer, or null when none is known yet.</summary>
    public long? AnswerIndex { get; }

    /// <summary>The answer, or null.</summary>
    public string? Result { get; }

    /// <summary>The receipt's claims (JSON, UTF-8), or null.</summary>
    public byte[]? Claims { get; }
}
