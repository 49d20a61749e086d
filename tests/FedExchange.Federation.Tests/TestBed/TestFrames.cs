using FedExchange.Node.Peers;
using FedExchange.Protocols.Transport;
using FedExchange.Wire.Session.V1;
using Google.Protobuf;

namespace FedExchange.Federation.Tests.TestBed;

/// <summary>Carries sealed frames over the in-memory network instead of gRPC.</summary>
internal sealed class TestFrames(IPeerTransport transport) : IFrameTransport
{
    public async Task<ExchangeResponse> SendAsync(SealedFrame frame, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await transport.ExchangeAsync(frame.To, frame.ToByteArray(), cancellationToken);
            return ExchangeResponse.Parser.ParseFrom(answer.Span);
        }
        catch (PeerUnreachableException e)
        {
            throw new FrameTransportException(PeerFaults.PeerUnreachable, e.Message, mayHaveArrived: true, e);
        }
    }
}
