using FedExchange.Wire.Session.V1;

namespace FedExchange.Node.Links;

/// <summary>The way to a peer through the coordinator: it carries sealed frames and sees only their sizes.</summary>
internal interface IRelay
{
    /// <summary>Whether the link to the coordinator is up just now.</summary>
    bool IsConnected { get; }

    /// <summary>
    /// Has a sealed frame delivered to <see cref="SealedFrame.To"/> and waits for the answer. Never throws for the network's sake:
    /// while the link is down, or when it is lost before the answer came, the response is the retryable fault RELAY_DOWN.
    /// </summary>
    Task<ExchangeResponse> RelayAsync(SealedFrame frame, CancellationToken cancellationToken);
}
