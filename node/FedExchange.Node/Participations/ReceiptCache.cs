namespace FedExchange.Node.Participations;

/// <summary>
/// The newest receipts of questions with an idempotency key, so that a repetition gets the same text. An older one is issued again from
/// the log: same claims, same entry, another signature.
/// </summary>
internal sealed class ReceiptCache
{
    private const int Capacity = 4096;
    private readonly Lock _gate = new();
    private readonly Dictionary<long, string> _receipts = [];
    private readonly Queue<long> _order = new();

    /// <summary>Keeps a receipt.</summary>
    public void Add(long auditIndex, string receipt)
    {
        lock (_gate)
        {
            if (_receipts.TryAdd(auditIndex, receipt))
            {
                _order.Enqueue(auditIndex);
            }

            while (_order.Count > Capacity)
            {
                _receipts.Remove(_order.Dequeue());
            }
        }
    }

    /// <summary>The receipt for the answer at that place in the log, or null.</summary>
    public string? Find(long auditIndex)
    {
        lock (_gate)
        {
            return _receipts.GetValueOrDefault(auditIndex);
        }
    }
}
