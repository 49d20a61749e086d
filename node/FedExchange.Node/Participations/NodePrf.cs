using System.Security.Cryptography;
using FedExchange.Crypto;
using FedExchange.Crypto.Hashing;
using FedExchange.Crypto.Memory;
using FedExchange.Crypto.PublicKey;
using FedExchange.Crypto.Randomness;

namespace FedExchange.Node.Participations;

/// <summary>
/// A PRF under a secret of the node, for values that are random to everybody else and must come out the same again after a crash or after a
/// restore from a backup: the request id of an idempotency key, and the masks of a share.
/// </summary>
internal sealed class NodePrf : IDisposable
{
    private readonly SecretBuffer _requestIdKey;
    private readonly SecretBuffer _maskKey;

    private NodePrf(ReadOnlySpan<byte> nodeSecret)
    {
        _requestIdKey = new SecretBuffer(Prf.HkdfSha256(nodeSecret, [], DomainSeparation.RequestId, 32));
        _maskKey = new SecretBuffer(Prf.HkdfSha256(nodeSecret, [], DomainSeparation.ShareMasks, 32));
    }

    /// <summary>Derives the secret from the node's log key, which stays the same for the life of its log.</summary>
    public static NodePrf FromLogKey(LogKey logKey)
    {
        byte[] seed = logKey.ExportSeed();
        try
        {
            return new NodePrf(seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>The one-time request id of an idempotency key, 32 bytes: found again after a crash with nothing written before asking.</summary>
    public byte[] RequestId(ReadOnlySpan<byte> keyHash)
    {
        byte[] id = new byte[32];
        Prf.HmacSha256(_requestIdKey.Span, keyHash, id);
        return id;
    }

    /// <summary>
    /// The masks of this node's share under a binding. A node whose log was put back to an older state and is asked again gives the same share
    /// again; two shares of one bit under different masks would give the bit away.
    /// </summary>
    public IRandomSource Masks(ReadOnlySpan<byte> binding) => new MaskSource(_maskKey, binding.ToArray());

    /// <summary>Wipes the secrets.</summary>
    public void Dispose()
    {
        _requestIdKey.Dispose();
        _maskKey.Dispose();
    }

    /// <summary>Never the secrets.</summary>
    public override string ToString() => "node PRF (secret)";

    private sealed class MaskSource(SecretBuffer key, byte[] binding) : IRandomSource
    {
        private int _calls;

        public void Fill(Span<byte> destination)
        {
            byte[] info = new TranscriptHash(DomainSeparation.ShareMasks).Add(binding).Add(_calls++).Finish();
            Prf.HkdfSha256(key.Span, [], info, destination.Length).CopyTo(destination);
        }
    }
}
