// X-Wing decapsulation key in seed form: draft-connolly-cfrg-xwing-kem section 5.2. See XWing for security and cost.
using System.Security.Cryptography;
using FedExchange.Crypto.Memory;
using FedExchange.Crypto.Randomness;
using Org.BouncyCastle.Crypto.Parameters;

namespace FedExchange.Crypto.PublicKey;

/// <summary>
/// A private X-Wing key, to which others seal messages. The seed is expanded once; safe for use by several threads.
/// </summary>
public sealed class SealKey : IDisposable
{
    private readonly SecretBuffer seed;
    private readonly X25519Key x25519;
    private readonly MLKemPrivateKeyParameters mlKem;
    private readonly byte[] publicKey = new byte[SecurityParameters.SealPublicKeyLength];

    private SealKey(SecretBuffer seed)
    {
        this.seed = seed;
        var mlKemSeed = new byte[64];
        Span<byte> scalar = stackalloc byte[X25519Key.Length];
        XWing.Expand(seed.Span, mlKemSeed, scalar);
        x25519 = new X25519Key(scalar);
        CryptographicOperations.ZeroMemory(scalar);
        mlKem = MLKemPrivateKeyParameters.FromSeed(MLKemParameters.ml_kem_768, mlKemSeed);
        CryptographicOperations.ZeroMemory(mlKemSeed);
        mlKem.GetPublicKeyEncoded().CopyTo(publicKey, 0);
        x25519.GetPublicKey(publicKey.AsSpan(XWing.MlKemPublicKeyLength));
    }

    /// <summary>The public half, 1216 bytes. A fresh copy.</summary>
    public byte[] PublicKey => publicKey.ToArray();

    /// <summary>Makes a new key.</summary>
    /// <param name="random">Where the seed comes from.</param>
    /// <returns>The key; the caller disposes of it.</returns>
    public static SealKey Create(IRandomSource random) => new(SecretBuffer.Random(XWing.SeedLength, random));

    /// <summary>Reads a key.</summary>
    /// <param name="seed32">32 bytes.</param>
    /// <returns>The key; the caller disposes of it.</returns>
    /// <exception cref="CryptographicException">Not 32 bytes.</exception>
    public static SealKey FromSeed(ReadOnlySpan<byte> seed32)
    {
        if (seed32.Length != XWing.SeedLength)
        {
            throw new CryptographicException("A seal key is a seed of 32 bytes.");
        }

        return new SealKey(new SecretBuffer(seed32));
    }

    /// <summary>Writes the key. The caller keeps it secret and erases it.</summary>
    /// <returns>The seed, 32 bytes.</returns>
    public byte[] ExportSeed() => seed.Span.ToArray();

    /// <summary>Erases what this object holds of the key; the cached ML-KEM form goes with the garbage collector.</summary>
    public void Dispose()
    {
        x25519.Dispose();
        seed.Dispose();
    }

    /// <summary>Kind and length; never the secret.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => $"SealKey(X-Wing, {seed.Length} bytes)";

    /// <summary>Recovers the shared secret of an encapsulated key.</summary>
    /// <exception cref="CryptographicException">Not 1120 bytes.</exception>
    internal void Decapsulate(ReadOnlySpan<byte> encapsulatedKey, Span<byte> sharedSecret32)
    {
        if (encapsulatedKey.Length != SecurityParameters.EncapsulatedKeyLength)
        {
            throw new CryptographicException($"An encapsulated key has {SecurityParameters.EncapsulatedKeyLength} bytes, not {encapsulatedKey.Length}.");
        }

        XWing.Decapsulate(mlKem, x25519, publicKey.AsSpan(XWing.MlKemPublicKeyLength), encapsulatedKey, sharedSecret32);
    }
}
