using System.Security.Cryptography;
using FedExchange.Crypto;
using FedExchange.Crypto.Hashing;
using FedExchange.Crypto.PublicKey;
using FedExchange.Crypto.Randomness;
using FedExchange.Governance.Directory;
using FedExchange.Wire.Session.V1;
using Google.Protobuf;

namespace FedExchange.Node.Peers;

/// <summary>
/// Seals what goes to a peer and opens what comes from one: HPKE (RFC 9180) to the recipient's seal key, a signature by the
/// sender's sign key inside, both keys from the directory; answers travel under keys exported from the request's context (RFC 9458).
/// </summary>
/// <param name="self">This node's id.</param>
/// <param name="signKey">This node's sign key.</param>
/// <param name="sealKey">This node's seal key.</param>
/// <param name="random">Fresh randomness.</param>
internal sealed class PeerSealer(string self, SigningKey signKey, SealKey sealKey, IRandomSource random)
{
    // A verification's request carries a consent token and a name: it starts at 4 KiB, so that neither shows in the length.
    private const int ProposalFloor = 4096;

    /// <summary>This node's id.</summary>
    public string Self => self;

    /// <summary>Signs, pads and seals a request.</summary>
    /// <param name="recipient">The recipient as the directory describes it.</param>
    /// <param name="kind">Which protocol reads the body.</param>
    /// <param name="body">The protocol's own encoding.</param>
    /// <returns>The frame to send and what opens its answer.</returns>
    public (SealedFrame Frame, ReplyOpener Opener) SealRequest(Member recipient, PeerMessageKind kind, ReadOnlyMemory<byte> body)
    {
        PeerMessage message = new()
        {
            Kind = kind,
            Body = UnsafeByteOperations.UnsafeWrap(body),
            Signature = UnsafeByteOperations.UnsafeWrap(signKey.Sign(Signed(kind, self, recipient.Id, body.Span))),
        };
        SealedRequest request = SealedExchange.SealRequest(
            recipient.SealKey, DomainSeparation.PeerSealing, PeerAddressing.AssociatedData(self, recipient.Id), Padded(message), random);
        SealedFrame frame = new()
        {
            From = self,
            To = recipient.Id,
            EncapsulatedKey = UnsafeByteOperations.UnsafeWrap(request.EncapsulatedKey),
            Ciphertext = UnsafeByteOperations.UnsafeWrap(request.Ciphertext),
        };
        return (frame, request.Opener);
    }

    /// <summary>Opens the answer to a request of this node.</summary>
    /// <exception cref="CryptographicException">Not sealed by the recipient of the request, or damaged.</exception>
    public static PeerMessage OpenReply(ReplyOpener opener, ReadOnlySpan<byte> sealedReply) => Parse(opener.Open(sealedReply));

    /// <summary>Opens a request sealed to this node. The signature is not yet checked.</summary>
    /// <exception cref="CryptographicException">Not sealed to this node's key with these node ids, or damaged.</exception>
    public (PeerMessage Message, ReplySealer Sealer) OpenRequest(SealedFrame frame)
    {
        OpenedRequest request = SealedExchange.OpenRequest(
            sealKey, frame.EncapsulatedKey.Span, DomainSeparation.PeerSealing, PeerAddressing.AssociatedData(frame.From, frame.To), frame.Ciphertext.Span);
        return (Parse(request.Plaintext), request.Sealer);
    }

    /// <summary>Checks the signature of an opened request against the sender's key in the directory.</summary>
    public bool IsSignedBy(VerifyingKey sender, string senderId, PeerMessage message) =>
        sender.Verify(Signed(message.Kind, senderId, self, message.Body.Span), message.Signature.Span);

    /// <summary>Pads and seals an answer; the exported key authenticates it.</summary>
    public static byte[] SealReply(ReplySealer sealer, PeerAnswer answer) =>
        sealer.Seal(Padded(new PeerMessage { Kind = answer.Kind, Body = UnsafeByteOperations.UnsafeWrap(answer.Body) }));

    private static byte[] Padded(PeerMessage message) =>
        Padding.Pad(message.ToByteArray(), message.Kind == PeerMessageKind.VerificationProposal ? ProposalFloor : SecurityParameters.PaddingFloor);

    private static PeerMessage Parse(byte[] padded)
    {
        try
        {
            return PeerMessage.Parser.ParseFrom(Padding.Unpad(padded, ProposalFloor).Span);
        }
        catch (Exception e) when (e is InvalidProtocolBufferException or FormatException)
        {
            throw new CryptographicException("The sealed plaintext is no peer message.", e);
        }
    }

    private static byte[] Signed(PeerMessageKind kind, string from, string to, ReadOnlySpan<byte> body) =>
        new TranscriptHash(DomainSeparation.PeerSignature).Add((long)kind).Add(from).Add(to).Add(body).Finish();
}
