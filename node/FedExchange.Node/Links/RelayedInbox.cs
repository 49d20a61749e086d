using FedExchange.Node.Peers;
using FedExchange.Wire.Link.V1;
using FedExchange.Wire.Session.V1;

namespace FedExchange.Node.Links;

/// <summary>
/// Other nodes' exchanges that come in through the relay: a bounded number is worked on, a bounded number waits, the rest is told to come
/// again. The link's reader never waits for any of them.
/// </summary>
internal sealed class RelayedInbox(IPeerRequestHandler handler, int concurrency, ILogger<RelayedInbox> logger) : IDisposable
{
    private const int WaitingPerWorker = 16;

    private readonly SemaphoreSlim _workers = new(concurrency);
    private int _present;

    /// <summary>Takes an exchange; the answer goes back over the connection it came by.</summary>
    public void Accept(RelayedExchange exchange, LinkConnection connection, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _present) > concurrency * (1 + WaitingPerWorker))
        {
            Interlocked.Decrement(ref _present);
            Answer(connection, exchange.CorrelationId, RelayedExchanges.Fault("NODE_BUSY", "This node has more relayed requests than it can take; ask again in a moment.", retryable: true));
            return;
        }

        _ = Task.Run(() => WorkAsync(exchange, connection, cancellationToken), CancellationToken.None);
    }

    /// <inheritdoc/>
    public void Dispose() => _workers.Dispose();

    private async Task WorkAsync(RelayedExchange exchange, LinkConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await _workers.WaitAsync(cancellationToken);
            try
            {
                var response = exchange.Frame is { } frame
                    ? await handler.HandleAsync(frame, cancellationToken)
                    : RelayedExchanges.Fault("FRAME_MISSING", "The relayed exchange holds no frame.", retryable: false);
                Answer(connection, exchange.CorrelationId, response);
            }
            finally
            {
                _workers.Release();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
        {
            // The node is stopping: the asker gets the relay's own fault when this link ends.
        }
        catch (Exception e)
        {
            NodeLog.RelayedExchangeFailed(logger, e);
            Answer(connection, exchange.CorrelationId, RelayedExchanges.Fault("NODE_FAILED", "The node failed on this request; its log says why. Ask again later.", retryable: true));
        }
        finally
        {
            Interlocked.Decrement(ref _present);
        }
    }

    private void Answer(LinkConnection connection, string correlationId, ExchangeResponse response)
    {
        // A full queue means that the coordinator reads too slowly; waiting would only pile up more, and the asker's deadline tells it.
        if (!connection.TrySend(new ConnectRequest { Answer = new RelayedAnswer { CorrelationId = correlationId, Response = response } }))
        {
            NodeLog.RelayedAnswerLost(logger);
        }
    }
}
