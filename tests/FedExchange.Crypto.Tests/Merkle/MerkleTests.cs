using System.Security.Cryptography;
using System.Text.Json;
using FedExchange.Crypto.Merkle;
using FedExchange.Crypto.Randomness;
using FedExchange.Crypto.Tests.Support;

namespace FedExchange.Crypto.Tests.Merkle;

public sealed class MerkleTests
{
    // The eight leaves and the roots of every size that the Certificate Transparency project publishes for RFC 6962.
    private static readonly string[] Leaves = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

    private static readonly string[] Roots =
    [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];

    [Fact]
    public void Roots_agree_with_the_published_tree()
    {
        var tree = new MerkleTree();
        Assert.Equal(Roots[0], Convert.ToHexStringLower(tree.Root()));
        for (var i = 0; i < Leaves.Length; i++)
        {
            Assert.Equal(i, tree.Append(MerkleTree.LeafHash(Convert.FromHexString(Leaves[i]))));
            Assert.Equal(Roots[i + 1], Convert.ToHexStringLower(tree.Root()));
        }

        for (var size = 0; size < Roots.Length; size++)
        {
            Assert.Equal(Roots[size], Convert.ToHexStringLower(tree.RootAt(size)));
        }
    }

    [Fact]
    public void Every_proof_of_every_small_tree_agrees_with_the_definition_and_verifies()
    {
        const int Largest = 70;
        var tree = TreeOf(Largest, out var leaves);
        for (var size = 1; size <= Largest; size++)
        {
            var root = Definition.Root(leaves.AsSpan(0, size));
            Assert.Equal(root, tree.RootAt(size));
            for (var index = 0; index < size; index++)
            {
                var proof = tree.InclusionProof(index, size);
                Assert.Equal(Definition.Path(index, leaves.AsSpan(0, size)), proof);
                Assert.True(MerkleProof.VerifyInclusion(index, size, leaves[index], proof, root));
            }

            for (var first = 1; first <= size; first++)
            {
                var proof = tree.ConsistencyProof(first, size);
                Assert.Equal(Definition.Consistency(first, leaves.AsSpan(0, size), true), proof);
                Assert.True(MerkleProof.VerifyConsistency(first, size, proof, tree.RootAt(first), root));
            }

            Assert.True(MerkleProof.VerifyConsistency(0, size, tree.ConsistencyProof(0, size), tree.RootAt(0), root));
        }
    }

    [Fact]
    public void Proofs_for_another_leaf_place_size_or_root_are_refused()
    {
        var tree = TreeOf(21, out var leaves);
        for (var size = 1; size <= 21; size++)
        {
            for (var index = 0; index < size; index++)
            {
                var proof = tree.InclusionProof(index, size);
                var root = tree.RootAt(size);
                Assert.False(MerkleProof.VerifyInclusion(index, size, leaves[(index + 1) % 21], proof, root));
                Assert.False(MerkleProof.VerifyInclusion(index, size, leaves[index], proof, tree.RootAt(size - 1)));
                Assert.False(MerkleProof.VerifyInclusion(index, size, leaves[index], [.. proof, root], root));
                Assert.False(MerkleProof.VerifyInclusion(-1, size, leaves[index], proof, root));
                Assert.False(MerkleProof.VerifyInclusion(size, size, leaves[index], proof, root));
                Assert.False(MerkleProof.VerifyInclusion(index, size, leaves[index].AsSpan(1), proof, root));
                Assert.False(MerkleProof.VerifyInclusion(index, size, leaves[index], proof, []));
                for (var other = 0; other < size; other++)
                {
                    Assert.Equal(other == index, MerkleProof.VerifyInclusion(other, size, leaves[index], proof, root));
                }

                for (var i = 0; i < proof.Length; i++)
                {
                    Assert.False(MerkleProof.VerifyInclusion(index, size, leaves[index], [.. proof[..i], .. proof[(i + 1)..]], root));
                    proof[i][5] ^= 4;
                    Assert.False(MerkleProof.VerifyInclusion(index, size, leaves[index], proof, root));
                    proof[i][5] ^= 4;
                }
            }
        }
    }

    [Fact]
    public void Consistency_of_a_changed_or_shortened_log_is_refused()
    {
        var tree = TreeOf(21, out var leaves);
        var changed = new MerkleTree();
        for (var i = 0; i < 21; i++)
        {
            changed.Append(i == 2 ? leaves[20] : leaves[i]);
        }

        for (var first = 3; first <= 21; first++)
        {
            for (var second = first; second <= 21; second++)
            {
                Assert.False(MerkleProof.VerifyConsistency(first, second, changed.ConsistencyProof(first, second), tree.RootAt(first), changed.RootAt(second)));
                var proof = tree.ConsistencyProof(first, second);
                Assert.False(MerkleProof.VerifyConsistency(first, second, [.. proof, leaves[0]], tree.RootAt(first), tree.RootAt(second)));
                Assert.False(MerkleProof.VerifyConsistency(first, second, proof, tree.RootAt(first - 1), tree.RootAt(second)));
                Assert.False(MerkleProof.VerifyConsistency(second + 1, second, proof, tree.RootAt(first), tree.RootAt(second)));
                if (proof.Length > 0)
                {
                    Assert.False(MerkleProof.VerifyConsistency(first, second, proof[1..], tree.RootAt(first), tree.RootAt(second)));
                    Assert.False(MerkleProof.VerifyConsistency(first, second, proof[..^1], tree.RootAt(first), tree.RootAt(second)));
                }
            }
        }

        Assert.False(MerkleProof.VerifyConsistency(0, 5, [], tree.RootAt(1), tree.RootAt(5))); // not the empty root
        Assert.False(MerkleProof.VerifyConsistency(0, 0, [], tree.RootAt(0), tree.RootAt(1)));
        Assert.False(MerkleProof.VerifyConsistency(-1, 5, [], tree.RootAt(1), tree.RootAt(5)));
    }

    [Fact]
    public void Random_proofs_are_refused_without_an_exception()
    {
        var random = new SeededRandomSource(41);
        var hash = new byte[32];
        for (var i = 0; i < 2000; i++)
        {
            var proof = Enumerable.Range(0, random.NextInt32(70)).Select(_ => Mutation.RandomBytes(random.NextInt32(8) == 0 ? random.NextInt32(40) : 32, random)).ToArray();
            var (a, b) = (random.NextInt64(long.MaxValue), random.NextInt64(long.MaxValue));
            Assert.False(MerkleProof.VerifyInclusion(a, b, hash, proof, hash));
            Assert.False(MerkleProof.VerifyConsistency(a >> random.NextInt32(63), b, proof, hash, hash));
        }

        Assert.False(MerkleProof.VerifyInclusion(0, 2, hash, [null!], hash));
    }

    [Fact]
    public void Sizes_that_never_were_are_refused()
    {
        var tree = TreeOf(5, out _);
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.RootAt(6));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.RootAt(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.InclusionProof(5, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.InclusionProof(-1, 5));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.InclusionProof(0, 6));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.ConsistencyProof(4, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => tree.ConsistencyProof(-1, 3));
        Assert.Throws<ArgumentException>(() => tree.Append(new byte[31]));
    }

    [Fact]
    public void A_large_tree_proves_its_leaves()
    {
        const int Size = 200_003;
        var tree = TreeOf(Size, out var leaves);
        var root = tree.Root();
        for (var index = 0; index < Size; index += 9973)
        {
            Assert.True(MerkleProof.VerifyInclusion(index, Size, leaves[index], tree.InclusionProof(index, Size), root));
            Assert.True(MerkleProof.VerifyConsistency(index, Size, tree.ConsistencyProof(index, Size), tree.RootAt(index), root));
        }
    }

    [Fact]
    public void Verification_agrees_with_the_vectors_of_transparency_dev()
    {
        var vectors = SharedVectors.Load("merkle/rfc6962_dev.json");
        foreach (var test in vectors.GetProperty("inclusion").EnumerateArray())
        {
            var valid = MerkleProof.VerifyInclusion(
                Size(test, "leafIdx"), Size(test, "treeSize"), Bytes(test, "leafHash"), Proof(test), Bytes(test, "root"));
            Assert.True(valid != test.GetProperty("wantErr").GetBoolean(), test.GetRawText());
        }

        foreach (var test in vectors.GetProperty("consistency").EnumerateArray())
        {
            var valid = MerkleProof.VerifyConsistency(Size(test, "size1"), Size(test, "size2"), Proof(test), Bytes(test, "root1"), Bytes(test, "root2"));
            Assert.True(valid != test.GetProperty("wantErr").GetBoolean(), test.GetRawText());
        }

        static long Size(JsonElement test, string name) => test.GetProperty(name).TryGetInt64(out var size) ? size : -1;
        static byte[] Bytes(JsonElement test, string name) => test.GetProperty(name).ValueKind == JsonValueKind.Null ? [] : test.GetProperty(name).GetBytesFromBase64();
        static byte[][] Proof(JsonElement test) => test.GetProperty("proof").ValueKind == JsonValueKind.Null ? [] : [.. test.GetProperty("proof").EnumerateArray().Select(hash => hash.GetBytesFromBase64())];
    }

    private static MerkleTree TreeOf(int size, out byte[][] leaves)
    {
        leaves = [.. Enumerable.Range(0, size).Select(i => MerkleTree.LeafHash(BitConverter.GetBytes(i)))];
        var tree = new MerkleTree();
        foreach (var leaf in leaves)
        {
            tree.Append(leaf);
        }

        Assert.Equal(size, tree.Size);
        return tree;
    }

    /// <summary>The recursive definitions of RFC 6962, section 2.1, word for word.</summary>
    private static class Definition
    {
        public static byte[] Root(ReadOnlySpan<byte[]> leaves)
        {
            if (leaves.Length == 1)
            {
                return leaves[0];
            }

            var k = Split(leaves.Length);
            return SHA256.HashData([1, .. Root(leaves[..k]), .. Root(leaves[k..])]);
        }

        public static List<byte[]> Path(int m, ReadOnlySpan<byte[]> leaves)
        {
            if (leaves.Length == 1)
            {
                return [];
            }

            var k = Split(leaves.Length);
            return m < k ? [.. Path(m, leaves[..k]), Root(leaves[k..])] : [.. Path(m - k, leaves[k..]), Root(leaves[..k])];
        }

        public static List<byte[]> Consistency(int m, ReadOnlySpan<byte[]> leaves, bool whole)
        {
            if (m == leaves.Length)
            {
                return whole ? [] : [Root(leaves)];
            }

            var k = Split(leaves.Length);
            return m <= k
                ? [.. Consistency(m, leaves[..k], whole), Root(leaves[k..])]
                : [.. Consistency(m - k, leaves[k..], false), Root(leaves[..k])];
        }

        private static int Split(int n)
        {
            var k = 1;
            while (2 * k < n)
            {
                k *= 2;
            }

            return k;
        }
    }
}
