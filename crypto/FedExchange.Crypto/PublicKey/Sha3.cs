// SHA3-256 and SHAKE256 (FIPS 202), by the system's library where it has them, else by BouncyCastle.
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.Digests;

namespace FedExchange.Crypto.PublicKey;

/// <summary>The two SHA-3 functions that X-Wing needs.</summary>
internal static class Sha3
{
    public static void Sha3256(ReadOnlySpan<byte> input, Span<byte> hash32)
    {
        if (SHA3_256.IsSupported)
        {
            SHA3_256.HashData(input, hash32);
            return;
        }

        var digest = new Sha3Digest(256);
        digest.BlockUpdate(input);
        digest.DoFinal(hash32);
    }

    public static void Shake256(ReadOnlySpan<byte> input, Span<byte> output)
    {
        if (System.Security.Cryptography.Shake256.IsSupported)
        {
            System.Security.Cryptography.Shake256.HashData(input, output);
            return;
        }

        var digest = new ShakeDigest(256);
        digest.BlockUpdate(input);
        digest.OutputFinal(output);
    }
}
