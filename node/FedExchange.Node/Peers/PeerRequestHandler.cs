using System.Security.Cryptography;
using FedExchange.Crypto.PublicKey;
using FedExchange.Governance.Directory;
using FedExchange.Wire.Session.V1;
using Google.Protobuf;

namespace FedExchange.Node.Peers;

/// <summary>
/// The one door for peers. A frame that cannot be opened, or whose sender the directory does not vouch for, gets a fault in the clear
/// that says nothing about any request; everything else is answered under the seal, refusals included.
/// </summary>
/// <remarks>A replayed frame is harmless: its protocol gives the first answer again, sealed to a key that only the original sender holds.</remarks>
internal sealed class PeerRequestHandler(
    PeerSealer sealer,
    DirectoryStore directory,
    IEnumerable<IPeerProtocol> protocols,
    NodeHealth health,
    TimeProvider time,
    ILogger<PeerRequestHandler> logger) : IPeerRequestHandler
{
    private readonly Dictionary<PeerMessageKind, IPeerProtocol> _protocols = protocols.ToDictionary(protocol => protocol.Kind);

    /// <inheritdoc/>
    public async Task<ExchangeResponse> HandleAsync(SealedFrame frame, CancellationToken cancellationToken)
    {
        // 1. For this node, from a member in good standing, under a directory that is still in force.
        if (frame.To != sealer.Self)
        {
            return Fault(PeerFaults.WrongRecipient, "The frame is addressed to another node.", retryable: false);
        }

        if (directory.Current is not { } members || !directory.IsFresh(time.GetUtcNow()))
        {
            return Fault(PeerFaults.DirectoryExpired, $"{sealer.Self} has no directory in force; its link to the coordinator has been down too long.", retryable: true);
        }

        if (members.Find(frame.From) is not { Suspended: false })
        {
            PeerLog.UnknownSender(logger, frame.From);
            return Fault(PeerFaults.UnknownSender, "The sender is not a member in good standing of the directory that the recipient holds.", retryable: false);
        }

        // 2. Unseal and check the signature with the directory's key, never one from the message.
        PeerMessage message;
        ReplySealer reply;
        try
        {
            (message, reply) = sealer.OpenRequest(frame);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            PeerLog.UnsealFailed(logger, frame.From, e);
            return Fault(PeerFaults.UnsealFailed, "The frame cannot be opened: it is damaged, or sealed to an older key of the recipient.", retryable: true);
        }

        if (!sealer.IsSignedBy(members.SignKeyOf(frame.From), frame.From, message))
        {
            PeerLog.BadSignature(logger, frame.From);
            return Fault(PeerFaults.BadSignature, "The frame's signature is not by the sender's key in the directory.", retryable: false);
        }

        // 3. The protocol answers; the answer leaves under the seal. A node that was rolled back has forgotten one-time ids and answers nothing.
        PeerAnswer answer = !health.MayAnswer
            ? PeerAnswer.Refuse(PeerFaults.NodeRolledBack, $"{sealer.Self} was put back to an older state and answers nothing until its officer has restored it.", retryable: false)
            : await AnswerAsync(frame.From, message, cancellationToken);
        return new ExchangeResponse { SealedReply = UnsafeByteOperations.UnsafeWrap(PeerSealer.SealReply(reply, answer)) };
    }

    private async Task<PeerAnswer> AnswerAsync(string sender, PeerMessage message, CancellationToken cancellationToken)
    {
        if (!_protocols.TryGetValue(message.Kind, out IPeerProtocol? protocol))
        {
            return PeerAnswer.Refuse(PeerFaults.UnsupportedKind, $"{sealer.Self} does not know this kind of message; one of the two nodes needs an update.", retryable: false);
        }

        try
        {
            return await protocol.AnswerAsync(sender, message.Body.Memory, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return PeerAnswer.Refuse(PeerFaults.Interrupted, $"{sealer.Self} is stopping or the call was given up; ask again.", retryable: true);
        }
        // The last line before the wire: whatever went wrong stays in the local log, the peer learns only that it may ask again.
#pragma warning disable CA1031
        catch (Exception e)
#pragma warning restore CA1031
        {
            PeerLog.ProtocolFailed(logger, message.Kind, sender, e);
            return PeerAnswer.Refuse(PeerFaults.ProviderFailed, $"{sealer.Self} could not answer because of an error of its own; its log says which. Ask again later.", retryable: true);
        }
    }

    private static ExchangeResponse Fault(string reason, string detail, bool retryable) =>
        new() { Fault = new PeerFault { Reason = reason, Detail = detail, Retryable = retryable } };
}
