// X25519 (RFC 7748 section 5), by OpenSSL where it is present, else by BouncyCastle; both in constant time.
// Security: 128 bits, classical. A peer's point of small order gives a secret of zeros and no error, as X-Wing wants it.
// Cost: an agreement about 40 µs (OpenSSL) or 90 µs (BouncyCastle).
using FedExchange.Crypto.Memory;
using Org.BouncyCastle.Math.EC.Rfc7748;

namespace FedExchange.Crypto.PublicKey;

/// <summary>A private X25519 key. Safe for use by several threads.</summary>
internal sealed class X25519Key : IDisposable
{
    public const int Length = 32;

    private readonly SecretBuffer scalar;
    private readonly SystemX25519? system;

    public X25519Key(ReadOnlySpan<byte> scalar32, bool useSystem = true)
    {
        scalar = new SecretBuffer(scalar32);
        system = useSystem ? SystemX25519.TryCreate(scalar32) : null;
    }

    /// <summary>X25519(scalar, 9).</summary>
    public void GetPublicKey(Span<byte> publicKey32)
    {
        if (system is null || !system.TryGetPublicKey(publicKey32))
        {
            X25519.ScalarMultBase(scalar.Span, publicKey32);
        }
    }

    /// <summary>X25519(scalar, peer).</summary>
    public void Agree(ReadOnlySpan<byte> peer32, Span<byte> secret32)
    {
        var own = scalar.Span; // also refuses a key that has been disposed of
        if (system is null || !system.TryAgree(peer32, secret32))
        {
            X25519.ScalarMult(own, peer32, secret32);
        }
    }

    public void Dispose()
    {
        system?.Dispose();
        scalar.Dispose();
    }
}
