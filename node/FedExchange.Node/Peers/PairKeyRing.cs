using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using FedExchange.Crypto.Randomness;
using FedExchange.Protocols.SecretSharing;

namespace FedExchange.Node.Peers;

/// <summary>
/// This node's pair keys. What stands here is the state of both sides of the agreement; <see cref="PairKeyAgreement"/> carries it over the
/// network. Every step is stored before it is told, and repeating a step gives the same answer, so that a message lost on the way
/// there or back costs nothing but a repetition.
/// </summary>
/// <remarks>The node with the smaller id makes every offer, so that two nodes never agree on two keys at once.</remarks>
internal sealed class PairKeyRing : IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _self;
    private readonly PairKeyStore _store;
    private readonly IRandomSource _random;
    private readonly Dictionary<string, PairKeyRecord> _active = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PairKeyRecord> _pending = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PairKey> _keys = new(StringComparer.Ordinal);
    private Func<IReadOnlyList<string>, CancellationToken, Task>? _establish;

    /// <summary>Reads the stored keys.</summary>
    public PairKeyRing(string self, PairKeyStore store, IRandomSource random)
    {
        (_self, _store, _random) = (self, store, random);
        foreach ((string peer, PairKeyRecord record) in store.ReadAll())
        {
            if (record.Confirmed)
            {
                _active[peer] = record;
                _keys[peer] = Derive(peer, record);
            }
            else
            {
                _pending[peer] = record;
            }
        }
    }

    /// <summary>Whether this node makes the offers to that peer.</summary>
    public bool Offers(string peer) => string.CompareOrdinal(_self, peer) < 0;

    /// <summary>The key shared with a peer.</summary>
    public bool TryGet(string peer, [NotNullWhen(true)] out PairKey? key) => _keys.TryGetValue(peer, out key);

    /// <summary>Agrees on a key with each peer that there is none for yet; returns when all are there.</summary>
    /// <exception cref="PairKeyException">A peer could not be reached or refused; the others may have succeeded.</exception>
    public Task EnsureAsync(IReadOnlyList<string> peers, CancellationToken cancellationToken)
    {
        string[] missing = [.. peers.Where(peer => peer != _self && !_keys.ContainsKey(peer))];
        return missing.Length == 0
            ? Task.CompletedTask
            : (_establish ?? throw new InvalidOperationException("No agreement is attached to this ring."))(missing, cancellationToken);
    }

    /// <summary>How many of the peers there is a key for.</summary>
    public int Count(IEnumerable<string> peers) => peers.Count(_keys.ContainsKey);

    /// <summary>Attaches what carries the agreement over the network.</summary>
    internal void Attach(Func<IReadOnlyList<string>, CancellationToken, Task> establish) => _establish = establish;

    /// <summary>Smaller id: the offer to make, the same until it is answered. With <paramref name="confirm"/> the key in use is offered again.</summary>
    internal (byte[] KeyId, byte[] Half) Offer(string peer, bool confirm)
    {
        lock (_gate)
        {
            if (confirm && _active.TryGetValue(peer, out PairKeyRecord? active))
            {
                return (active.KeyId, active.OwnHalf);
            }

            if (!_pending.TryGetValue(peer, out PairKeyRecord? pending))
            {
                pending = new PairKeyRecord(Fresh(PairKey.IdLength), Fresh(PairKey.Length), [], Confirmed: false);
                _store.Write(peer, pending);
                _pending[peer] = pending;
            }

            return (pending.KeyId, pending.OwnHalf);
        }
    }

    /// <summary>Smaller id: takes the peer's half for an offer of this node. False when this node has made no such offer.</summary>
    internal bool Complete(string peer, ReadOnlySpan<byte> keyId, ReadOnlySpan<byte> peerHalf)
    {
        lock (_gate)
        {
            if (FindLocked(peer, keyId) is not { } record || peerHalf.Length != PairKey.Length)
            {
                return false;
            }

            if (!record.Confirmed || !CryptographicOperations.FixedTimeEquals(record.PeerHalf, peerHalf))
            {
                ActivateLocked(peer, new PairKeyRecord(record.KeyId, record.OwnHalf, peerHalf.ToArray(), Confirmed: true));
            }

            return true;
        }
    }

    /// <summary>
    /// Larger id: this node's half for an offer of the peer; the same for the same offer.
    /// With <paramref name="confirmed"/> the key is used from now on, otherwise once <see cref="Confirm"/> is called.
    /// </summary>
    internal byte[] Accept(string peer, ReadOnlySpan<byte> keyId, ReadOnlySpan<byte> peerHalf, bool confirmed)
    {
        lock (_gate)
        {
            if (FindLocked(peer, keyId) is { } known && CryptographicOperations.FixedTimeEquals(known.PeerHalf, peerHalf))
            {
                if (confirmed && !known.Confirmed)
                {
                    ActivateLocked(peer, new PairKeyRecord(known.KeyId, known.OwnHalf, known.PeerHalf, Confirmed: true));
                }

                return known.OwnHalf;
            }

            PairKeyRecord record = new(keyId.ToArray(), Fresh(PairKey.Length), peerHalf.ToArray(), confirmed);
            if (confirmed)
            {
                ActivateLocked(peer, record);
            }
            else
            {
                _store.Write(peer, record);
                _pending[peer] = record;
            }

            return record.OwnHalf;
        }
    }

    /// <summary>Larger id: the peer has said that it holds the key.</summary>
    internal void Confirm(string peer, ReadOnlySpan<byte> keyId)
    {
        lock (_gate)
        {
            if (FindLocked(peer, keyId) is { Confirmed: false } record)
            {
                ActivateLocked(peer, new PairKeyRecord(record.KeyId, record.OwnHalf, record.PeerHalf, Confirmed: true));
            }
        }
    }

    /// <summary>Larger id: the key in use, to be shown to the peer once more.</summary>
    internal (byte[] KeyId, byte[] Half)? InUse(string peer)
    {
        lock (_gate)
        {
            return _active.TryGetValue(peer, out PairKeyRecord? record) ? (record.KeyId, record.OwnHalf) : null;
        }
    }

    /// <summary>Clears the keys in memory.</summary>
    public void Dispose()
    {
        foreach (PairKey key in _keys.Values)
        {
            key.Dispose();
        }
    }

    private PairKeyRecord? FindLocked(string peer, ReadOnlySpan<byte> keyId)
    {
        if (_active.TryGetValue(peer, out PairKeyRecord? active) && keyId.SequenceEqual(active.KeyId))
        {
            return active;
        }

        return _pending.TryGetValue(peer, out PairKeyRecord? pending) && keyId.SequenceEqual(pending.KeyId) ? pending : null;
    }

    private void ActivateLocked(string peer, PairKeyRecord record)
    {
        _store.Write(peer, record);
        _pending.Remove(peer);
        _active[peer] = record;
        // The key that is replaced is not cleared here: a contribution may be reading it at this moment.
        _keys[peer] = Derive(peer, record);
    }

    private PairKey Derive(string peer, PairKeyRecord record) => PairKey.Derive(record.KeyId, _self, record.OwnHalf, peer, record.PeerHalf);

    private byte[] Fresh(int length)
    {
        byte[] bytes = new byte[length];
        _random.Fill(bytes);
        return bytes;
    }
}
