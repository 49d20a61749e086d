using FedExchange.Wire.Session.V1;

namespace FedExchange.Node.Peers;

/// <summary>Answers one sealed request of another node, however it came: directly or through the coordinator's relay.</summary>
internal interface IPeerRequestHandler
{
    /// <summary>Opens the frame, lets the protocol that it names answer, and seals the answer.</summary>
    /// <returns>A sealed answer, or a fault where the frame could not be opened. Never throws for anything a peer can send.</returns>
    Task<ExchangeResponse> HandleAsync(SealedFrame frame, CancellationToken cancellationToken);
}
