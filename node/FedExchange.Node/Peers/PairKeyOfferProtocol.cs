using FedExchange.Protocols.SecretSharing;
using FedExchange.Wire.Session.V1;
using Google.Protobuf;

namespace FedExchange.Node.Peers;

/// <summary>Answers an offer of a node with a smaller id, or a plea for an offer of a node with a larger id.</summary>
internal sealed class PairKeyOfferProtocol(PairKeyRing ring) : IPeerProtocol
{
    /// <summary>Reason when the wrong side offers or a field is missing.</summary>
    public const string Malformed = "PAIR_KEY_MALFORMED";

    /// <inheritdoc/>
    public PeerMessageKind Kind => PeerMessageKind.PairKeyOffer;

    /// <summary>Whether an offer has both fields in full.</summary>
    public static bool IsComplete(PairKeyOffer offer) => offer.KeyId.Length == PairKey.IdLength && offer.Half.Length == PairKey.Length;

    /// <inheritdoc/>
    public Task<PeerAnswer> AnswerAsync(string sender, ReadOnlyMemory<byte> body, CancellationToken cancellationToken) => Task.FromResult(Answer(sender, body));

    private PeerAnswer Answer(string sender, ReadOnlyMemory<byte> body)
    {
        PairKeyOffer offer;
        try
        {
            offer = PairKeyOffer.Parser.ParseFrom(body.Span);
        }
        catch (InvalidProtocolBufferException)
        {
            return PeerAnswer.Refuse(Malformed, "The offer cannot be read.", retryable: false);
        }

        if (ring.Offers(sender))
        {
            if (!offer.KeyId.IsEmpty || !offer.Half.IsEmpty)
            {
                return PeerAnswer.Refuse(Malformed, "Of two nodes the one with the smaller id makes the offer.", retryable: false);
            }

            (byte[] keyId, byte[] half) = ring.Offer(sender, confirm: false);
            return new PeerAnswer(Kind, new PairKeyOffer { KeyId = ByteString.CopyFrom(keyId), Half = ByteString.CopyFrom(half) }.ToByteArray());
        }

        if (!IsComplete(offer))
        {
            return PeerAnswer.Refuse(Malformed, "An offer has a key id of 16 bytes and a half of 32.", retryable: false);
        }

        byte[] own = ring.Accept(sender, offer.KeyId.Span, offer.Half.Span, confirmed: true);
        return new PeerAnswer(PeerMessageKind.PairKeyAnswer, new PairKeyAnswer { KeyId = offer.KeyId, Half = ByteString.CopyFrom(own) }.ToByteArray());
    }
}
