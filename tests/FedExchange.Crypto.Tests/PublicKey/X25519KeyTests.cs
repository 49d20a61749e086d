using FedExchange.Crypto.PublicKey;
using FedExchange.Crypto.Randomness;
using FedExchange.Crypto.Tests.Support;

namespace FedExchange.Crypto.Tests.PublicKey;

public sealed class X25519KeyTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Agrees_with_rfc_7748_section_5_2(bool useSystem)
    {
        var result = new byte[32];
        using var first = new X25519Key(Convert.FromHexString("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"), useSystem);
        first.Agree(Convert.FromHexString("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c"), result);
        Assert.Equal("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552", Convert.ToHexStringLower(result));

        // A thousand turns of k, u = X25519(k, u), k from k = u = 9; the first is also a public key.
        byte[] k = [9, .. new byte[31]];
        var u = k;
        for (var turn = 0; turn < 1000; turn++)
        {
            using var key = new X25519Key(k, useSystem);
            key.Agree(u, result);
            if (turn == 0)
            {
                Assert.Equal("422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079", Convert.ToHexStringLower(result));
                var publicKey = new byte[32];
                key.GetPublicKey(publicKey);
                Assert.Equal(result, publicKey);
            }

            (k, u) = (result.ToArray(), k);
        }

        Assert.Equal("684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51", Convert.ToHexStringLower(k));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Agrees_with_wycheproof(bool useSystem)
    {
        var secret = new byte[32];
        foreach (var test in SharedVectors.WycheproofTests("wycheproof/x25519_test.json.gz").Where(test => test.Text("public").Length == 64))
        {
            using var key = new X25519Key(test.Hex("private"), useSystem);
            key.Agree(test.Hex("public"), secret);
            Assert.True(test.Hex("shared").AsSpan().SequenceEqual(secret), test.GetRawText());
        }
    }

    [Fact]
    public void Both_implementations_agree()
    {
        var random = new SeededRandomSource(71);
        var (a, b) = (new byte[32], new byte[32]);
        for (var i = 0; i < 200; i++)
        {
            var scalar = Mutation.RandomBytes(32, random);
            var peer = Mutation.RandomBytes(32, random);
            using var system = new X25519Key(scalar);
            using var managed = new X25519Key(scalar, useSystem: false);
            system.GetPublicKey(a);
            managed.GetPublicKey(b);
            Assert.Equal(a, b);
            system.Agree(peer, a);
            managed.Agree(peer, b);
            Assert.Equal(a, b);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_point_of_small_order_gives_zeros(bool useSystem)
    {
        using var key = new X25519Key(Mutation.RandomBytes(32, new SeededRandomSource(1)), useSystem);
        var secret = Mutation.RandomBytes(32, new SeededRandomSource(2));
        key.Agree(new byte[32], secret);
        Assert.Equal(new byte[32], secret);
    }

    [Fact]
    public void A_disposed_key_agrees_nothing()
    {
        var key = new X25519Key(new byte[32]);
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Agree(new byte[32], new byte[32]));
    }
}
