// Verification of Merkle proofs: RFC 9162 sections 2.1.3.2 (inclusion) and 2.1.4.2 (consistency), SHA-256.
// Security: a proof that passes for a wrong leaf or prefix is a collision of SHA-256. Cost: O(log n) hashes.
using System.Numerics;
using System.Security.Cryptography;

namespace FedExchange.Crypto.Merkle;

/// <summary>Checks proofs without the tree. Malformed proofs are simply wrong; nothing here throws for what a peer sent.</summary>
public static class MerkleProof
{
    /// <summary>Checks that a leaf is in a tree.</summary>
    /// <param name="index">The leaf, from 0.</param>
    /// <param name="size">The tree's size.</param>
    /// <param name="leafHash">Its <see cref="MerkleTree.LeafHash"/>.</param>
    /// <param name="proof">The audit path, from the leaf upwards.</param>
    /// <param name="root">The tree's root, from a signed checkpoint.</param>
    /// <returns>True when the proof holds.</returns>
    public static bool VerifyInclusion(long index, long size, ReadOnlySpan<byte> leafHash, IReadOnlyList<byte[]> proof, ReadOnlySpan<byte> root)
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (index < 0 || index >= size || leafHash.Length != NodeHash.Length || !IsWellFormed(proof))
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[NodeHash.Length];
        leafHash.CopyTo(hash);
        var (node, last) = (index, size - 1);
        foreach (var sibling in proof)
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                NodeHash.Inner(sibling, hash, hash);
                SkipLeftEdge(ref node, ref last);
            }
            else
            {
                NodeHash.Inner(hash, sibling, hash);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 && CryptographicOperations.FixedTimeEquals(hash, root);
    }

    /// <summary>Checks that one tree is a prefix of another.</summary>
    /// <param name="first">The earlier size. From size 0 every tree grew: then the proof must be empty.</param>
    /// <param name="second">The later size.</param>
    /// <param name="proof">The consistency proof.</param>
    /// <param name="root1">Root at the earlier size.</param>
    /// <param name="root2">Root at the later size.</param>
    /// <returns>True when the proof holds.</returns>
    public static bool VerifyConsistency(long first, long second, IReadOnlyList<byte[]> proof, ReadOnlySpan<byte> root1, ReadOnlySpan<byte> root2)
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (first < 0 || first > second || root1.Length != NodeHash.Length || root2.Length != NodeHash.Length || !IsWellFormed(proof))
        {
            return false;
        }

        if (first == 0)
        {
            return proof.Count == 0 && CryptographicOperations.FixedTimeEquals(root1, SHA256.HashData([]))
                && (second != 0 || CryptographicOperations.FixedTimeEquals(root1, root2));
        }

        if (first == second)
        {
            return proof.Count == 0 && CryptographicOperations.FixedTimeEquals(root1, root2);
        }

        return FoldConsistency(first, second, proof, root1, root2);
    }

    private static bool FoldConsistency(long first, long second, IReadOnlyList<byte[]> proof, ReadOnlySpan<byte> root1, ReadOnlySpan<byte> root2)
    {
        // 1. if first is a power of two, its root is itself the first node of the path and is left out of the proof
        var next = 0;
        ReadOnlySpan<byte> start;
        if (BitOperations.IsPow2(first))
        {
            start = root1;
        }
        else if (proof.Count == 0)
        {
            return false;
        }
        else
        {
            start = proof[next++];
        }

        // 2. fn and sn, shifted until fn is even
        var (node, last) = (first - 1, second - 1);
        var shift = BitOperations.TrailingZeroCount(~node);
        node >>= shift;
        last >>= shift;

        // 3. fold both roots along the path
        Span<byte> folded1 = stackalloc byte[NodeHash.Length];
        Span<byte> folded2 = stackalloc byte[NodeHash.Length];
        start.CopyTo(folded1);
        start.CopyTo(folded2);
        for (; next < proof.Count; next++)
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                NodeHash.Inner(proof[next], folded1, folded1);
                NodeHash.Inner(proof[next], folded2, folded2);
                SkipLeftEdge(ref node, ref last);
            }
            else
            {
                NodeHash.Inner(folded2, proof[next], folded2);
            }

            node >>= 1;
            last >>= 1;
        }

        return last == 0 && CryptographicOperations.FixedTimeEquals(folded1, root1) && CryptographicOperations.FixedTimeEquals(folded2, root2);
    }

    // "If LSB(fn) is not set, then right-shift both fn and sn equally until either LSB(fn) is set or fn is 0."
    private static void SkipLeftEdge(ref long node, ref long last)
    {
        while ((node & 1) == 0 && node != 0)
        {
            node >>= 1;
            last >>= 1;
        }
    }

    private static bool IsWellFormed(IReadOnlyList<byte[]> proof)
    {
        if (proof.Count > 64)
        {
            return false;
        }

        foreach (var hash in proof)
        {
            if (hash is null || hash.Length != NodeHash.Length)
            {
                return false;
            }
        }

        return true;
    }
}
