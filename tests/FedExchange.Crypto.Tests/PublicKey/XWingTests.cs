using System.Security.Cryptography;
using FedExchange.Crypto.PublicKey;
using FedExchange.Crypto.Randomness;
using FedExchange.Crypto.Tests.Support;

namespace FedExchange.Crypto.Tests.PublicKey;

/// <summary>
/// Vectors of draft-connolly-cfrg-xwing-kem, appendix C (spec/test-vectors.json), all three; public keys and
/// ciphertexts by their SHA-256, since they are over a kilobyte each.
/// </summary>
public sealed class XWingTests
{
    public static TheoryData<string, string, string, string, string> Vectors => new()
    {
        {
            "7f9c2ba4e88f827d616045507605853ed73b8093f6efbc88eb1a6eacfa66ef26",
            "3cb1eea988004b93103cfb0aeefd2a686e01fa4a58e8a3639ca8a1e3f9ae57e235b8cc873c23dc62b8d260169afa2f75ab916a58d974918835d25e6a435085b2",
            "2e816deebcd76c5c80d0cd2d174478871658e8e2ff42bc9d4a6e486372e856bb",
            "17cd532d657e44c897ca6583e548a5424fc70bf54f99515a4d2bcf99e3469f33",
            "d2df0522128f09dd8e2c92b1e905c793d8f57a54c3da25861f10bf4ca613e384"
        },
        {
            "badfd6dfaac359a5efbb7bcc4b59d538df9a04302e10c8bc1cbf1a0b3a5120ea",
            "17cda7cfad765f5623474d368ccca8af0007cd9f5e4c849f167a580b14aabdefaee7eef47cb0fca9767be1fda69419dfb927e9df07348b196691abaeb580b32d",
            "c42ba5f8430d7d2c83739338203819f090e8303ce9c8b02107c272bfa5376916",
            "1661ea86d608a1924ba30840cb0a65f13ae051e3aec9cf0f064efc0bc92f2154",
            "f2e86241c64d60f6649fbc6c5b7d17180b780a3f34355e64a85749949c45f150"
        },
        {
            "ef58538b8d23f87732ea63b02b4fa0f4873360e2841928cd60dd4cee8cc0d4c9",
            "22a96188d032675c8ac850933c7aff1533b94c834adbb69c6115bad4692d8619f90b0cdf8a7b9c264029ac185b70b83f2801f2f4b3f70c593ea3aeeb613a7f1b",
            "6b080d6b84f095342092fa7a22423e58bd681397ad0ef00eac92bd254db4fa95",
            "d3ca5578500344b5896cffc4fd740c9311946b82951df155e6fd86a7966b43c6",
            "953f7f4e8c5b5049bdc771d1dffada0dd961477d1a2ae0988baa7ea6898d893f"
        },
    };

    [Theory]
    [MemberData(nameof(Vectors))]
    public void Agrees_with_the_draft(string seed, string encapsulationSeed, string publicKeyHash, string ciphertextHash, string sharedSecret)
    {
        using var key = SealKey.FromSeed(Convert.FromHexString(seed));
        Assert.Equal(publicKeyHash, Convert.ToHexStringLower(SHA256.HashData(key.PublicKey)));

        var secret = new byte[32];
        var ciphertext = XWing.Encapsulate(key.PublicKey, new FixedBytes(Convert.FromHexString(encapsulationSeed)), secret);
        Assert.Equal(ciphertextHash, Convert.ToHexStringLower(SHA256.HashData(ciphertext)));
        Assert.Equal(sharedSecret, Convert.ToHexStringLower(secret));

        secret.AsSpan().Clear();
        key.Decapsulate(ciphertext, secret);
        Assert.Equal(sharedSecret, Convert.ToHexStringLower(secret));
    }

    [Fact]
    public void A_damaged_ciphertext_gives_another_secret_and_never_an_error()
    {
        using var key = SealKey.Create(new SeededRandomSource(1));
        var secret = new byte[32];
        var ciphertext = XWing.Encapsulate(key.PublicKey, new SeededRandomSource(2), secret);
        var opened = new byte[32];
        for (var i = 0; i < ciphertext.Length; i += 37)
        {
            ciphertext[i] ^= 1;
            key.Decapsulate(ciphertext, opened);
            Assert.NotEqual(secret, opened);
            ciphertext[i] ^= 1;
        }

        key.Decapsulate(ciphertext, opened);
        Assert.Equal(secret, opened);
        key.Decapsulate(new byte[1120], opened);
    }

    [Fact]
    public void Keys_and_ciphertexts_of_another_length_are_refused()
    {
        using var key = SealKey.Create(new SeededRandomSource(1));
        var secret = new byte[32];
        Assert.Throws<CryptographicException>(() => XWing.Encapsulate(key.PublicKey.AsSpan(1), new SeededRandomSource(2), secret));
        Assert.Throws<CryptographicException>(() => key.Decapsulate(new byte[1121], secret));
        Assert.Throws<CryptographicException>(() => SealKey.FromSeed(new byte[31]));
    }

    [Fact]
    public void A_public_key_beyond_the_modulus_is_refused()
    {
        using var key = SealKey.Create(new SeededRandomSource(1));
        var publicKey = key.PublicKey;
        publicKey.AsSpan(0, 3).Fill(0xff); // two coefficients of 4095, where q = 3329 (FIPS 203, section 7.2)
        Assert.Throws<CryptographicException>(() => XWing.Encapsulate(publicKey, new SeededRandomSource(2), new byte[32]));
    }

    [Fact]
    public void Public_keys_that_wycheproof_calls_invalid_are_refused()
    {
        using var key = SealKey.Create(new SeededRandomSource(1));
        var peerX = key.PublicKey[1184..];
        foreach (var test in SharedVectors.WycheproofTests("wycheproof/mlkem_768_encaps_test.json.gz").Where(test => test.Text("result") == "invalid"))
        {
            byte[] publicKey = [.. test.Hex("ek"), .. peerX];
            Assert.Throws<CryptographicException>(() => XWing.Encapsulate(publicKey, new SeededRandomSource(2), new byte[32]));
        }
    }

    [Fact]
    public void A_key_survives_export_and_is_erased()
    {
        var key = SealKey.Create(SystemRandomSource.Instance);
        using var again = SealKey.FromSeed(key.ExportSeed());
        Assert.Equal(key.PublicKey, again.PublicKey);
        Assert.Equal("SealKey(X-Wing, 32 bytes)", key.ToString());
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.ExportSeed());
        Assert.Throws<ObjectDisposedException>(() => key.Decapsulate(new byte[1120], new byte[32]));
    }

    [Fact]
    public void Many_threads_may_use_one_key()
    {
        using var key = SealKey.Create(new SeededRandomSource(1));
        Parallel.For(0, 100, i =>
        {
            var (sent, received) = (new byte[32], new byte[32]);
            key.Decapsulate(XWing.Encapsulate(key.PublicKey, SystemRandomSource.Instance, sent), received);
            Assert.Equal(sent, received);
        });
    }

    private sealed class FixedBytes(byte[] bytes) : IRandomSource
    {
        private int used;

        public void Fill(Span<byte> destination)
        {
            bytes.AsSpan(used, destination.Length).CopyTo(destination);
            used += destination.Length;
        }
    }
}
