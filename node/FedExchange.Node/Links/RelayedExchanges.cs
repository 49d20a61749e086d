using System.Collections.Concurrent;
using System.Globalization;
using FedExchange.Wire.Link.V1;
using FedExchange.Wire.Session.V1;

namespace FedExchange.Node.Links;

/// <summary>This node's own exchanges that are on their way through the relay: which answer belongs to which question.</summary>
internal sealed class RelayedExchanges
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource<ExchangeResponse>> _pending = new(StringComparer.Ordinal);
    private long _count;

    /// <summary>How many answers are outstanding.</summary>
    public int Outstanding => _pending.Count;

    /// <summary>Registers a question.</summary>
    public (string CorrelationId, Task<ExchangeResponse> Answer) Begin()
    {
        var id = Interlocked.Increment(ref _count).ToString(CultureInfo.InvariantCulture);
        var source = new TaskCompletionSource<ExchangeResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending[id] = source;
        return (id, source.Task);
    }

    /// <summary>Forgets a question: the asker has gone, or the frame could not be sent.</summary>
    public void Forget(string correlationId) => _pending.TryRemove(correlationId, out _);

    /// <summary>Hands an answer to its asker. False when nobody waits for it, for instance after a time-out.</summary>
    public bool Complete(RelayedAnswer answer) =>
        _pending.TryRemove(answer.CorrelationId, out var source)
        && source.TrySetResult(answer.Response ?? Fault("RELAY_EMPTY", "The relay sent an answer without content; ask again.", retryable: true));

    /// <summary>Answers everything outstanding with a retryable fault: the link is lost, and answers do not move to the next one.</summary>
    public void FailAll()
    {
        foreach (var id in _pending.Keys)
        {
            if (_pending.TryRemove(id, out var source))
            {
                source.TrySetResult(RelayDown());
            }
        }
    }

    /// <summary>The fault for a link that is down.</summary>
    public static ExchangeResponse RelayDown() =>
        Fault("RELAY_DOWN", "The link to the coordinator is down, so the relay cannot be used; ask again in a moment.", retryable: true);

    /// <summary>A fault.</summary>
    public static ExchangeResponse Fault(string reason, string detail, bool retryable) =>
        new() { Fault = new PeerFault { Reason = reason, Detail = detail, Retryable = retryable } };
}
