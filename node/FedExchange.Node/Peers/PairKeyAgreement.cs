using System.Collections.Concurrent;
using FedExchange.Wire.Session.V1;
using Google.Protobuf;

namespace FedExchange.Node.Peers;

/// <summary>
/// The network side of pair keys: offers or asks for offers, once at a time for each peer, and makes sure on demand that both ends hold the same key.
/// </summary>
internal sealed class PairKeyAgreement
{
    private static readonly TimeSpan CheckPause = TimeSpan.FromSeconds(2);
    private readonly PairKeyRing _ring;
    private readonly PeerExchange _exchange;
    private readonly TimeProvider _time;
    private readonly ILogger<PairKeyAgreement> _logger;
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, long> _checkedAt = new(StringComparer.Ordinal);

    public PairKeyAgreement(PairKeyRing ring, PeerExchange exchange, TimeProvider time, ILogger<PairKeyAgreement> logger)
    {
        (_ring, _exchange, _time, _logger) = (ring, exchange, time, logger);
        ring.Attach((peers, token) => Task.WhenAll(peers.Select(peer => AgreeAsync(peer, check: false, token))));
    }

    /// <summary>Makes sure that both ends hold the same key; at most once in two seconds for each peer.</summary>
    /// <exception cref="PairKeyException">The peer could not be reached or refused.</exception>
    public Task CheckAsync(string peer, CancellationToken cancellationToken) => AgreeAsync(peer, check: true, cancellationToken);

    private async Task AgreeAsync(string peer, bool check, CancellationToken cancellationToken)
    {
        SemaphoreSlim turn = _turns.GetOrAdd(peer, _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            bool recent = _checkedAt.TryGetValue(peer, out long at) && _time.GetElapsedTime(at) < CheckPause;
            if (_ring.TryGet(peer, out _) && (!check || recent))
            {
                return;
            }

            await (_ring.Offers(peer) ? OfferAsync(peer, check, cancellationToken) : AskForOfferAsync(peer, check, cancellationToken));
            _checkedAt[peer] = _time.GetTimestamp();
            PeerLog.PairKeyEstablished(_logger, peer);
        }
        finally
        {
            turn.Release();
        }
    }

    private async Task OfferAsync(string peer, bool check, CancellationToken cancellationToken)
    {
        (byte[] keyId, byte[] half) = _ring.Offer(peer, check);
        PairKeyAnswer answer = await AskAsync(peer, PeerMessageKind.PairKeyOffer, new PairKeyOffer { KeyId = Wrap(keyId), Half = Wrap(half) }, PairKeyAnswer.Parser, cancellationToken);
        if (!answer.KeyId.Span.SequenceEqual(keyId) || !_ring.Complete(peer, keyId, answer.Half.Span))
        {
            throw new PairKeyException(peer, PeerFaults.BadReply, $"{peer} answered another offer than the one it was made.");
        }
    }

    private async Task AskForOfferAsync(string peer, bool check, CancellationToken cancellationToken)
    {
        // 1. A key in use is shown once more; the peer confirms it unless it has lost it.
        if (check && _ring.InUse(peer) is { } inUse && await ConfirmAsync(peer, inUse.KeyId, inUse.Half, cancellationToken))
        {
            return;
        }

        // 2. Ask for an offer, answer it, and use the key once the peer says that it holds it.
        PairKeyOffer offer = await AskAsync(peer, PeerMessageKind.PairKeyOffer, new PairKeyOffer(), PairKeyOffer.Parser, cancellationToken);
        if (!PairKeyOfferProtocol.IsComplete(offer))
        {
            throw new PairKeyException(peer, PeerFaults.BadReply, $"{peer} sent an offer that is not complete.");
        }

        byte[] keyId = offer.KeyId.ToByteArray();
        byte[] half = _ring.Accept(peer, keyId, offer.Half.Span, confirmed: false);
        if (!await ConfirmAsync(peer, keyId, half, cancellationToken))
        {
            throw new PairKeyException(peer, PeerFaults.BadReply, $"{peer} no longer knows the offer it has just made.");
        }
    }

    private async Task<bool> ConfirmAsync(string peer, byte[] keyId, byte[] half, CancellationToken cancellationToken)
    {
        PeerReply reply = await _exchange.AskAsync(
            peer, PeerMessageKind.PairKeyAnswer, new PairKeyAnswer { KeyId = Wrap(keyId), Half = Wrap(half) }.ToByteArray(), cancellationToken);
        switch (reply)
        {
            case PeerReply.Answered { Kind: PeerMessageKind.PairKeyAnswer }:
                _ring.Confirm(peer, keyId);
                return true;
            case PeerReply.Refused { Reason: PairKeyAnswerProtocol.UnknownKey }:
                return false;
            default:
                throw Failure(peer, reply);
        }
    }

    private async Task<T> AskAsync<T>(string peer, PeerMessageKind kind, IMessage request, MessageParser<T> parser, CancellationToken cancellationToken)
        where T : IMessage<T>
    {
        PeerReply reply = await _exchange.AskAsync(peer, kind, request.ToByteArray(), cancellationToken);
        PeerMessageKind expected = typeof(T) == typeof(PairKeyOffer) ? PeerMessageKind.PairKeyOffer : PeerMessageKind.PairKeyAnswer;
        if (reply is not PeerReply.Answered answered || answered.Kind != expected)
        {
            throw Failure(peer, reply);
        }

        try
        {
            return parser.ParseFrom(answered.Body.Span);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new PairKeyException(peer, PeerFaults.BadReply, $"{peer} sent what cannot be read: {e.Message}");
        }
    }

    private PairKeyException Failure(string peer, PeerReply reply)
    {
        (string reason, string detail) = reply switch
        {
            PeerReply.Failed failed => (failed.Reason, failed.Detail),
            PeerReply.Refused refused => (refused.Reason, refused.Detail),
            _ => (PeerFaults.BadReply, $"{peer} answered with another kind of message."),
        };
        PeerLog.PairKeyMissing(_logger, peer, reason);
        return new PairKeyException(peer, reason, detail);
    }

    private static ByteString Wrap(byte[] bytes) => UnsafeByteOperations.UnsafeWrap(bytes);
}
