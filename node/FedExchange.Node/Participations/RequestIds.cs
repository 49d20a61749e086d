using System.Security.Cryptography;
using FedExchange.Crypto;
using FedExchange.Crypto.Hashing;
using FedExchange.Crypto.Memory;
using FedExchange.Crypto.PublicKey;

namespace FedExchange.Node.Participations;

/// <summary>
/// The one-time request id of an idempotency key: a PRF under a secret of the node, so that the same key finds the same id again after a
/// crash, with nothing to write before asking. To everybody else the ids are random and say nothing about the keys.
/// </summary>
internal sealed class RequestIds : IDisposable
{
    private readonly SecretBuffer _key;

    private RequestIds(ReadOnlySpan<byte> nodeSecret) => _key = new SecretBuffer(Prf.HkdfSha256(nodeSecret, [], DomainSeparation.RequestId, 32));

    /// <summary>Derives the secret from the node's log key, which stays the same for the life of its log.</summary>
    public static RequestIds FromLogKey(LogKey logKey)
    {
        byte[] seed = logKey.ExportSeed();
        try
        {
            return new RequestIds(seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>The id, 32 bytes.</summary>
    public byte[] Of(ReadOnlySpan<byte> keyHash)
    {
        byte[] id = new byte[32];
        Prf.HmacSha256(_key.Span, keyHash, id);
        return id;
    }

    /// <summary>Wipes the secret.</summary>
    public void Dispose() => _key.Dispose();

    /// <summary>Never the secret.</summary>
    public override string ToString() => "request ids (secret)";
}
