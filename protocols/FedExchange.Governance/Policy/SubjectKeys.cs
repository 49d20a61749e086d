using System.Buffers.Text;
using System.Text;
using FedExchange.Crypto;
using FedExchange.Crypto.Hashing;
using FedExchange.Crypto.Memory;
using FedExchange.Crypto.PublicKey;

namespace FedExchange.Governance.Policy;

/// <summary>
/// Turns a subject's id into this node's own pseudonym for it, so that limits by subject can be counted and "who asked about me" answered
/// without writing an id down. Without the node's key nobody can test a guess; other nodes have other pseudonyms.
/// </summary>
public sealed class SubjectKeys : IDisposable
{
    private readonly SecretBuffer _key;

    /// <summary>Makes the pseudonyms from a secret of the node.</summary>
    /// <param name="nodeSecret">At least 32 secret bytes that stay the same for the node's life.</param>
    public SubjectKeys(ReadOnlySpan<byte> nodeSecret)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(nodeSecret.Length, 32);
        _key = new SecretBuffer(Prf.HkdfSha256(nodeSecret, [], DomainSeparation.SubjectKey, 32));
    }

    /// <summary>Derives the secret from the node's log key, so that the node needs no further file.</summary>
    /// <param name="logKey">The node's log key.</param>
    public static SubjectKeys FromLogKey(LogKey logKey)
    {
        ArgumentNullException.ThrowIfNull(logKey);
        var seed = logKey.ExportSeed();
        try
        {
            return new SubjectKeys(seed);
        }
        finally
        {
            System.Security.Cryptography.CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>The pseudonym, as base64url.</summary>
    /// <param name="canonicalSubjectId">The subject's identifier in canonical form.</param>
    public string KeyOf(string canonicalSubjectId)
    {
        Span<byte> hash = stackalloc byte[32];
        Prf.HmacSha256(_key.Span, Encoding.UTF8.GetBytes(canonicalSubjectId), hash);
        return Base64Url.EncodeToString(hash[..16]);
    }

    /// <summary>Wipes the key.</summary>
    public void Dispose() => _key.Dispose();

    /// <summary>Never the key.</summary>
    public override string ToString() => "subject keys (secret)";
}
