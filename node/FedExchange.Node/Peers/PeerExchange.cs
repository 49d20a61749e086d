using System.Security.Cryptography;
using FedExchange.Crypto.PublicKey;
using FedExchange.Governance.Directory;
using FedExchange.Wire.Session.V1;
using Google.Protobuf;

namespace FedExchange.Node.Peers;

/// <summary>
/// Asks a peer: seals, sends, sends the same frame once more when the answer was lost, opens. Every peer request is idempotent,
/// so that the second copy does nothing new.
/// </summary>
internal sealed class PeerExchange(
    PeerSealer sealer,
    DirectoryStore directory,
    IFrameTransport transport,
    TimeProvider time,
    ILogger<PeerExchange> logger)
{
    /// <summary>How long the first attempt may take before the frame is sent once more.</summary>
    internal static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Asks a peer and waits for its answer.</summary>
    /// <param name="peerId">Node id of the peer; its keys come from the directory.</param>
    /// <param name="kind">Which protocol at the peer reads the body.</param>
    /// <param name="body">The protocol's own encoding.</param>
    /// <param name="cancellationToken">Ends the wait; the peer may still have acted.</param>
    public async Task<PeerReply> AskAsync(string peerId, PeerMessageKind kind, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        // 1. Keys come from the directory.
        if (directory.Current is not { } members || !directory.IsFresh(time.GetUtcNow()))
        {
            return new PeerReply.Failed(PeerFaults.DirectoryExpired, "This node has no directory in force; check its link to the coordinator.", Retryable: true);
        }

        if (members.Find(peerId) is not { Suspended: false } peer)
        {
            return new PeerReply.Failed(PeerFaults.UnknownPeer, $"{peerId} is not a member in good standing.", Retryable: false);
        }

        // 2. Seal once; a second attempt sends the same frame.
        SealedFrame frame;
        ReplyOpener opener;
        try
        {
            (frame, opener) = sealer.SealRequest(peer, kind, body);
        }
        catch (CryptographicException e)
        {
            PeerLog.SealKeyUnusable(logger, peerId, e);
            return new PeerReply.Failed(PeerFaults.UnknownPeer, $"The directory's seal key of {peerId} cannot be used; the operator has to enrol that node anew.", Retryable: false);
        }

        ExchangeResponse response;
        try
        {
            response = await SendTwiceAtMostAsync(frame, cancellationToken);
        }
        catch (FrameTransportException e)
        {
            return new PeerReply.Failed(e.Reason, e.Message, Retryable: true);
        }

        // 3. Open.
        switch (response.OutcomeCase)
        {
            case ExchangeResponse.OutcomeOneofCase.Fault:
                return new PeerReply.Failed(response.Fault.Reason, response.Fault.Detail, response.Fault.Retryable);
            case ExchangeResponse.OutcomeOneofCase.SealedReply:
                return Open(peerId, opener, response.SealedReply.Span);
            default:
                return new PeerReply.Failed(PeerFaults.BadReply, $"{peerId} gave an empty answer.", Retryable: true);
        }
    }

    private async Task<ExchangeResponse> SendTwiceAtMostAsync(SealedFrame frame, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(AttemptTimeout, time);
        using CancellationTokenSource attempt = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await transport.SendAsync(frame, attempt.Token);
        }
        catch (FrameTransportException e) when (e.MayHaveArrived)
        {
            PeerLog.SendingAgain(logger, frame.To, e.Reason);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            PeerLog.SendingAgain(logger, frame.To, "timeout");
        }

        return await transport.SendAsync(frame, cancellationToken);
    }

    private PeerReply Open(string peerId, ReplyOpener opener, ReadOnlySpan<byte> sealedReply)
    {
        PeerMessage message;
        try
        {
            message = PeerSealer.OpenReply(opener, sealedReply);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            PeerLog.BadReply(logger, peerId, e);
            return new PeerReply.Failed(PeerFaults.BadReply, $"The answer of {peerId} was damaged on the way or is not its own.", Retryable: true);
        }

        if (message.Kind != PeerMessageKind.Refusal)
        {
            return new PeerReply.Answered(message.Kind, message.Body.Memory);
        }

        try
        {
            PeerRefusal refusal = PeerRefusal.Parser.ParseFrom(message.Body);
            return new PeerReply.Refused(refusal.Reason, refusal.Detail, refusal.Retryable);
        }
        catch (InvalidProtocolBufferException e)
        {
            PeerLog.BadReply(logger, peerId, e);
            return new PeerReply.Failed(PeerFaults.BadReply, $"The refusal of {peerId} cannot be read; its operator has to look.", Retryable: true);
        }
    }
}
