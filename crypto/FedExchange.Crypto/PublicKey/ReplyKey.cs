// Key of a sealed reply: RFC 9458 section 4.4 with HKDF-SHA256 (RFC 5869) and AES-256-GCM.
// Security: a fresh 32-byte nonce gives each reply its own key, so the fixed AEAD nonce never repeats under one.
// Cost: three HMAC and one AEAD operation, about 8 µs.
using System.Security.Cryptography;

namespace FedExchange.Crypto.PublicKey;

/// <summary>Key and nonce of one reply, RFC 9458 section 4.4, steps 3 to 6.</summary>
internal ref struct ReplyKey
{
    /// <summary>max(Nn, Nk): length of the exported secret and of the response nonce.</summary>
    public const int Length = 32;

    private byte[] key;
    private byte[] nonce;

    public ReplyKey(ReadOnlySpan<byte> encapsulatedKey, ReadOnlySpan<byte> responseNonce, ReadOnlySpan<byte> secret)
    {
        byte[] salt = [.. encapsulatedKey, .. responseNonce];
        Span<byte> prk = stackalloc byte[SecurityParameters.HashLength];
        HKDF.Extract(HashAlgorithmName.SHA256, secret, salt, prk);
        key = new byte[HpkeSuite.XWing.KeyLength];
        nonce = new byte[HpkeSuite.NonceLength];
        HKDF.Expand(HashAlgorithmName.SHA256, prk, key, "key"u8);
        HKDF.Expand(HashAlgorithmName.SHA256, prk, nonce, "nonce"u8);
        CryptographicOperations.ZeroMemory(prk);
    }

    public readonly byte[] Seal(ReadOnlySpan<byte> plaintext) => HpkeSuite.XWing.Seal(key, nonce, [], plaintext);

    public readonly byte[] Open(ReadOnlySpan<byte> ciphertext) => HpkeSuite.XWing.Open(key, nonce, [], ciphertext);

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(nonce);
    }
}
