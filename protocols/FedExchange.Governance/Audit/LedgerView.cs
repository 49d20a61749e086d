namespace FedExchange.Governance.Audit;

/// <summary>
/// The ledger as it is in the writer's turn: everything before the entry that is being decided is in it, nothing else can come between.
/// Good only inside the function it was handed to.
/// </summary>
public sealed class LedgerView
{
    private readonly Ledger _ledger;

    internal LedgerView(Ledger ledger)
    {
        _ledger = ledger;
    }

    /// <summary>The time that the entry will carry.</summary>
    public DateTimeOffset Now { get; internal set; }

    /// <summary>The index that the entry will have.</summary>
    public long NextIndex { get; internal set; }

    /// <summary>Looks up a one-time request id.</summary>
    /// <param name="requestId">The id, 32 bytes.</param>
    /// <returns>What was granted under it, or null when it is unused.</returns>
    public RequestRecord? FindRequest(ReadOnlySpan<byte> requestId) => _ledger.FindRequest(requestId.ToArray());

    /// <summary>How many requests were granted under a consent.</summary>
    /// <param name="useKey">The consent's use key, <see cref="Consent.ConsentCheck.Valid.UseKey"/>.</param>
    public long ConsentUses(ReadOnlySpan<byte> useKey) => _ledger.ConsentUses(useKey.ToArray());

    /// <summary>Looks up an idempotency key of this node's callers.</summary>
    /// <param name="keyHash">Hash of the key, 32 bytes.</param>
    /// <returns>What was asked under it, or null when it is new.</returns>
    public IdempotentRecord? FindIdempotent(ReadOnlySpan<byte> keyHash) => _ledger.FindIdempotent(keyHash.ToArray());

    internal long WindowUses(Charge charge, string sourceName, string whoName) =>
        _ledger.WindowUses(charge.Counter(sourceName, whoName), charge.WindowStart(Now));
}
