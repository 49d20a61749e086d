using FedExchange.Wire.Session.V1;

namespace FedExchange.Node.Peers;

/// <summary>Carries one sealed frame to its recipient and the response back. Knows nothing of the content.</summary>
internal interface IFrameTransport
{
    /// <summary>Sends a frame to the node it is addressed to.</summary>
    /// <exception cref="FrameTransportException">No response came; says whether the frame may have arrived.</exception>
    Task<ExchangeResponse> SendAsync(SealedFrame frame, CancellationToken cancellationToken);
}
