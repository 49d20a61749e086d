using FedExchange.Wire.Session.V1;
using Google.Protobuf;

namespace FedExchange.Node.Peers;

/// <summary>Takes the other half for an offer of this node, or confirms that a key is still held.</summary>
internal sealed class PairKeyAnswerProtocol(PairKeyRing ring) : IPeerProtocol
{
    /// <summary>Reason when this node has made no such offer, for instance because it has lost its database.</summary>
    public const string UnknownKey = "PAIR_KEY_UNKNOWN";

    /// <inheritdoc/>
    public PeerMessageKind Kind => PeerMessageKind.PairKeyAnswer;

    /// <inheritdoc/>
    public Task<PeerAnswer> AnswerAsync(string sender, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        try
        {
            PairKeyAnswer answer = PairKeyAnswer.Parser.ParseFrom(body.Span);
            bool stands = ring.Offers(sender) && ring.Complete(sender, answer.KeyId.Span, answer.Half.Span);
            return Task.FromResult(stands
                ? new PeerAnswer(Kind, new PairKeyAnswer { KeyId = answer.KeyId }.ToByteArray())
                : PeerAnswer.Refuse(UnknownKey, "There is no such offer; ask for a new one.", retryable: true));
        }
        catch (InvalidProtocolBufferException)
        {
            return Task.FromResult(PeerAnswer.Refuse(PairKeyOfferProtocol.Malformed, "The answer cannot be read.", retryable: false));
        }
    }
}
