// Pseudo-random functions: HMAC-SHA-256 (RFC 2104, FIPS 198-1) and HKDF-SHA-256 (RFC 5869).
// Security: 128 bits for keys of 32 bytes. Cost: two SHA-256 of the input each; about a microsecond for short inputs.
using System.Security.Cryptography;

namespace FedExchange.Crypto.Hashing;

/// <summary>Keyed pseudo-random functions.</summary>
public static class Prf
{
    /// <summary>HMAC-SHA-256 (RFC 2104).</summary>
    /// <param name="key">The key; 32 bytes where it is a secret of its own.</param>
    /// <param name="input">Any length.</param>
    /// <param name="destination32">Receives 32 bytes.</param>
    /// <exception cref="ArgumentException">The destination is not 32 bytes long.</exception>
    public static void HmacSha256(ReadOnlySpan<byte> key, ReadOnlySpan<byte> input, Span<byte> destination32)
    {
        if (destination32.Length != SecurityParameters.HashLength)
        {
            throw new ArgumentException("HMAC-SHA-256 gives 32 bytes.", nameof(destination32));
        }

        HMACSHA256.HashData(key, input, destination32);
    }

    /// <summary>HKDF-SHA-256 (RFC 5869, sections 2.2 and 2.3): extracts from key material and expands.</summary>
    /// <param name="ikm">The key material.</param>
    /// <param name="salt">May be empty; need not be secret.</param>
    /// <param name="info">What the output is for.</param>
    /// <param name="length">Output length in bytes, 1 to 8160.</param>
    /// <returns>The derived bytes.</returns>
    public static byte[] HkdfSha256(ReadOnlySpan<byte> ikm, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> info, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        var output = new byte[length];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, ikm, output, salt, info);
        return output;
    }
}
