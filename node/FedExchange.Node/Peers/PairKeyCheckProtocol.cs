using FedExchange.Wire.Session.V1;
using Google.Protobuf;

namespace FedExchange.Node.Peers;

/// <summary>A requester could not combine two providers' shares: this one makes sure that both hold the same pair key.</summary>
internal sealed class PairKeyCheckProtocol(PairKeyAgreement agreement, PairKeyDemand demand) : IPeerProtocol
{
    /// <inheritdoc/>
    public PeerMessageKind Kind => PeerMessageKind.PairKeyCheck;

    /// <inheritdoc/>
    public async Task<PeerAnswer> AnswerAsync(string sender, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        try
        {
            PairKeyCheck check = PairKeyCheck.Parser.ParseFrom(body.Span);
            if (!demand.Peers().Contains(check.Peer))
            {
                return PeerAnswer.Refuse(PairKeyOfferProtocol.Malformed, "This node shares no definition with the peer named.", retryable: false);
            }

            await agreement.CheckAsync(check.Peer, cancellationToken);
            return new PeerAnswer(Kind, body);
        }
        catch (InvalidProtocolBufferException)
        {
            return PeerAnswer.Refuse(PairKeyOfferProtocol.Malformed, "The check cannot be read.", retryable: false);
        }
        catch (PairKeyException e)
        {
            return PeerAnswer.Refuse(e.Reason, e.Message, retryable: true);
        }
    }
}
