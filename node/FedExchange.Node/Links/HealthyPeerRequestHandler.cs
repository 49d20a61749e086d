using FedExchange.Node.Peers;
using FedExchange.Wire.Session.V1;

namespace FedExchange.Node.Links;

/// <summary>Keeps a rolled-back node from answering, whichever way a request came.</summary>
internal sealed class HealthyPeerRequestHandler(IPeerRequestHandler inner, NodeHealth health) : IPeerRequestHandler
{
    /// <inheritdoc/>
    public Task<ExchangeResponse> HandleAsync(SealedFrame frame, CancellationToken cancellationToken) => health.MayAnswer
        ? inner.HandleAsync(frame, cancellationToken)
        : Task.FromResult(RelayedExchanges.Fault("NODE_ROLLED_BACK", "This node's audit log has been rolled back; its officer has to restore it first.", retryable: true));
}
