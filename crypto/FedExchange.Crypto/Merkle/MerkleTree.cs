// Merkle hash tree, audit paths and consistency proofs: RFC 6962 section 2.1 (RFC 9162 section 2.1), SHA-256.
// Security: collision resistance of SHA-256; a proof is as strong as the root it is checked against.
// Cost: append one hash on average; root and proofs O(log n) hashes from the stored full subtrees; 64 bytes a leaf.
using System.Numerics;
using System.Security.Cryptography;

namespace FedExchange.Crypto.Merkle;

/// <summary>
/// An append-only Merkle tree in memory. Keeps the hash of every complete subtree, so that roots and proofs for any
/// earlier size cost O(log n). Safe for use by several threads.
/// </summary>
public sealed class MerkleTree
{
    private readonly Lock gate = new();
    private readonly List<HashColumn> levels = [new HashColumn()]; // levels[k][i]: root of leaves i·2^k … (i+1)·2^k − 1

    /// <summary>Number of leaves.</summary>
    public long Size
    {
        get
        {
            lock (gate)
            {
                return levels[0].Count;
            }
        }
    }

    /// <summary>Hash of a leaf: SHA-256(0x00 ‖ data).</summary>
    /// <param name="data">The leaf's bytes.</param>
    /// <returns>32 bytes.</returns>
    public static byte[] LeafHash(ReadOnlySpan<byte> data) => NodeHash.Leaf(data);

    /// <summary>Adds a leaf.</summary>
    /// <param name="leafHash32">Its <see cref="LeafHash"/>, 32 bytes.</param>
    /// <returns>Its index, from 0.</returns>
    /// <exception cref="ArgumentException">Not 32 bytes.</exception>
    public long Append(ReadOnlySpan<byte> leafHash32)
    {
        if (leafHash32.Length != NodeHash.Length)
        {
            throw new ArgumentException("A leaf hash has 32 bytes.", nameof(leafHash32));
        }

        lock (gate)
        {
            var index = levels[0].Count;
            levels[0].Add(leafHash32);
            Span<byte> parent = stackalloc byte[NodeHash.Length];
            for (var level = 0; (levels[level].Count & 1) == 0; level++)
            {
                var row = levels[level];
                NodeHash.Inner(row[row.Count - 2], row[row.Count - 1], parent);
                if (level + 1 == levels.Count)
                {
                    levels.Add(new HashColumn());
                }

                levels[level + 1].Add(parent);
            }

            return index;
        }
    }

    /// <summary>Root of the whole tree; of the empty tree, SHA-256 of nothing.</summary>
    /// <returns>32 bytes.</returns>
    public byte[] Root()
    {
        lock (gate)
        {
            return RootOf(0, levels[0].Count);
        }
    }

    /// <summary>Root of the tree as it was at an earlier size.</summary>
    /// <param name="size">From 0 to <see cref="Size"/>.</param>
    /// <returns>32 bytes.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The tree never had that size.</exception>
    public byte[] RootAt(long size)
    {
        lock (gate)
        {
            CheckSize(size);
            return RootOf(0, size);
        }
    }

    /// <summary>Shows that a leaf is in the tree of a given size (RFC 6962, section 2.1.1).</summary>
    /// <param name="index">The leaf, from 0 to <paramref name="size"/> − 1.</param>
    /// <param name="size">From 1 to <see cref="Size"/>.</param>
    /// <returns>The audit path, from the leaf upwards; 32 bytes each.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No such leaf or size.</exception>
    public byte[][] InclusionProof(long index, long size)
    {
        lock (gate)
        {
            CheckSize(size);
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
            var path = new List<byte[]>();
            var (start, end) = (0L, size);
            while (end - start > 1)
            {
                var middle = start + LargestPowerBelow(end - start);
                if (index < middle)
                {
                    path.Add(RootOf(middle, end));
                    end = middle;
                }
                else
                {
                    path.Add(RootOf(start, middle));
                    start = middle;
                }
            }

            path.Reverse();
            return [.. path];
        }
    }

    /// <summary>Shows that the tree of one size is a prefix of the tree of another (RFC 6962, section 2.1.2).</summary>
    /// <param name="first">The earlier size, from 0. A tree of size 0 is a prefix of every tree and needs no proof.</param>
    /// <param name="second">The later size, up to <see cref="Size"/>.</param>
    /// <returns>The proof; 32 bytes each.</returns>
    /// <exception cref="ArgumentOutOfRangeException">No such sizes.</exception>
    public byte[][] ConsistencyProof(long first, long second)
    {
        lock (gate)
        {
            CheckSize(second);
            ArgumentOutOfRangeException.ThrowIfNegative(first);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(first, second);
            if (first == 0 || first == second)
            {
                return [];
            }

            var proof = new List<byte[]>();
            var (start, end) = (0L, second);
            while (end != first)
            {
                var middle = start + LargestPowerBelow(end - start);
                if (first <= middle)
                {
                    proof.Add(RootOf(middle, end));
                    end = middle;
                }
                else
                {
                    proof.Add(RootOf(start, middle));
                    start = middle;
                }
            }

            if (start != 0)
            {
                proof.Add(RootOf(start, end));
            }

            proof.Reverse();
            return [.. proof];
        }
    }

    private static long LargestPowerBelow(long count) => 1L << BitOperations.Log2((ulong)(count - 1));

    private void CheckSize(long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, levels[0].Count);
    }

    // Root of leaves start … end − 1, where start is a multiple of a power of two not less than the range: the range
    // then falls into complete subtrees, one for each bit of its length, the smallest last.
    private byte[] RootOf(long start, long end)
    {
        var count = end - start;
        if (count == 0)
        {
            return SHA256.HashData([]);
        }

        var root = new byte[NodeHash.Length];
        var level = BitOperations.TrailingZeroCount(count);
        levels[level][(end >> level) - 1].CopyTo(root);
        for (var rest = count >> (level + 1); rest != 0; rest >>= 1)
        {
            level++;
            if ((rest & 1) != 0)
            {
                NodeHash.Inner(levels[level][(end >> level) - 1], root, root);
            }
        }

        return root;
    }
}
