using FedExchange.Wire.Session.V1;

namespace FedExchange.Node.Peers;

/// <summary>How much this node and its peers have said to each other since it started: sealed frames and their bytes, whichever way they took.</summary>
internal sealed class PeerTraffic
{
    private long _asked;
    private long _answered;
    private long _sent;
    private long _received;

    /// <summary>Requests sent to peers.</summary>
    public long Asked => Interlocked.Read(ref _asked);

    /// <summary>Requests of peers answered.</summary>
    public long Answered => Interlocked.Read(ref _answered);

    /// <summary>Bytes of frames sent, requests and replies.</summary>
    public long BytesSent => Interlocked.Read(ref _sent);

    /// <summary>Bytes of frames received, requests and replies.</summary>
    public long BytesReceived => Interlocked.Read(ref _received);

    /// <summary>Counts what a transport carries.</summary>
    public IFrameTransport Meter(IFrameTransport transport) => new MeteredTransport(transport, this);

    /// <summary>Counts what a door lets in and out.</summary>
    public IPeerRequestHandler Meter(IPeerRequestHandler handler) => new MeteredHandler(handler, this);

    private sealed class MeteredTransport(IFrameTransport inner, PeerTraffic traffic) : IFrameTransport
    {
        public async Task<ExchangeResponse> SendAsync(SealedFrame frame, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref traffic._asked);
            Interlocked.Add(ref traffic._sent, frame.CalculateSize());
            ExchangeResponse response = await inner.SendAsync(frame, cancellationToken);
            Interlocked.Add(ref traffic._received, response.CalculateSize());
            return response;
        }
    }

    private sealed class MeteredHandler(IPeerRequestHandler inner, PeerTraffic traffic) : IPeerRequestHandler
    {
        public async Task<ExchangeResponse> HandleAsync(SealedFrame frame, CancellationToken cancellationToken)
        {
            Interlocked.Add(ref traffic._received, frame.CalculateSize());
            ExchangeResponse response = await inner.HandleAsync(frame, cancellationToken);
            Interlocked.Increment(ref traffic._answered);
            Interlocked.Add(ref traffic._sent, response.CalculateSize());
            return response;
        }
    }
}
