// Ed25519 (RFC 8032 section 5.1), pure, by BouncyCastle.
// Security: 128 bits, classical; deterministic, so a bad random generator cannot leak the key.
// Cost: about 40 µs a signature, 90 µs a check.
using System.Security.Cryptography;
using FedExchange.Crypto.Memory;
using FedExchange.Crypto.Randomness;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace FedExchange.Crypto.PublicKey;

/// <summary>A private Ed25519 key, with which a log signs its checkpoints. Safe for use by several threads.</summary>
public sealed class LogKey : IDisposable
{
    private readonly SecretBuffer seed;
    private readonly byte[] publicKey = new byte[Ed25519.PublicKeySize];

    private LogKey(SecretBuffer seed)
    {
        this.seed = seed;
        Ed25519.GeneratePublicKey(seed.Span, publicKey);
    }

    /// <summary>The public half, 32 bytes. A fresh copy.</summary>
    public byte[] PublicKey => publicKey.ToArray();

    /// <summary>Makes a new key.</summary>
    /// <param name="random">Where the seed comes from.</param>
    /// <returns>The key; the caller disposes of it.</returns>
    public static LogKey Create(IRandomSource random) => new(SecretBuffer.Random(Ed25519.SecretKeySize, random));

    /// <summary>Reads a key.</summary>
    /// <param name="seed32">The private key of RFC 8032, 32 bytes.</param>
    /// <returns>The key; the caller disposes of it.</returns>
    /// <exception cref="CryptographicException">Not 32 bytes.</exception>
    public static LogKey FromSeed(ReadOnlySpan<byte> seed32)
    {
        if (seed32.Length != Ed25519.SecretKeySize)
        {
            throw new CryptographicException("A log key is a seed of 32 bytes.");
        }

        return new LogKey(new SecretBuffer(seed32));
    }

    /// <summary>Checks a signature.</summary>
    /// <param name="publicKey">32 bytes; any other length, or bytes that are no point of large order, verify nothing.</param>
    /// <param name="data">What was signed.</param>
    /// <param name="signature">64 bytes; any other length is simply wrong.</param>
    /// <returns>True when the holder of the private half signed exactly this data.</returns>
    public static bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature) =>
        publicKey.Length == Ed25519.PublicKeySize
        && signature.Length == Ed25519.SignatureSize
        && Ed25519.ValidatePublicKeyPartialExport(publicKey) is { } point
        && Ed25519.Verify(signature, point, data);

    /// <summary>Writes the key. The caller keeps it secret and erases it.</summary>
    /// <returns>The seed, 32 bytes.</returns>
    public byte[] ExportSeed() => seed.Span.ToArray();

    /// <summary>Signs data.</summary>
    /// <param name="data">Any length.</param>
    /// <returns>64 bytes.</returns>
    /// <exception cref="ObjectDisposedException">The key has been disposed of.</exception>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        var signature = new byte[Ed25519.SignatureSize];
        // As a span: a byte array in this place would be taken for the context of Ed25519ctx.
        Ed25519.Sign(seed.Span, publicKey.AsSpan(), data, signature);
        return signature;
    }

    /// <summary>Erases the key.</summary>
    public void Dispose() => seed.Dispose();

    /// <summary>Kind and public key; never the secret.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => $"LogKey(Ed25519, {Convert.ToHexStringLower(publicKey)})";
}
