// Leaf and node hashes of the Merkle tree: RFC 6962 section 2.1 (RFC 9162 section 2.1.1), SHA-256.
// Security: collision resistance; the first byte keeps a leaf from passing for a node. Cost: one SHA-256.
using System.Security.Cryptography;

namespace FedExchange.Crypto.Merkle;

/// <summary>The two hashes of RFC 6962, section 2.1: leaves are hashed behind a 0 byte, inner nodes behind a 1 byte.</summary>
internal static class NodeHash
{
    public const int Length = SecurityParameters.HashLength;

    public static byte[] Leaf(ReadOnlySpan<byte> data)
    {
        const int OnStack = 1024;
        var input = data.Length < OnStack ? stackalloc byte[data.Length + 1] : new byte[data.Length + 1];
        input[0] = 0;
        data.CopyTo(input[1..]);
        return SHA256.HashData(input);
    }

    public static void Inner(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right, Span<byte> destination)
    {
        Span<byte> input = stackalloc byte[1 + (2 * Length)];
        input[0] = 1;
        left.CopyTo(input[1..]);
        right.CopyTo(input[(1 + Length)..]);
        SHA256.HashData(input, destination);
    }
}
