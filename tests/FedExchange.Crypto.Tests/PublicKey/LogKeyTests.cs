using System.Security.Cryptography;
using System.Text;
using FedExchange.Crypto.PublicKey;
using FedExchange.Crypto.Randomness;
using FedExchange.Crypto.Tests.Support;

namespace FedExchange.Crypto.Tests.PublicKey;

public sealed class LogKeyTests
{
    [Fact]
    public void Signatures_agree_with_rfc_8032_test_2()
    {
        using var key = LogKey.FromSeed(Convert.FromHexString("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
        Assert.Equal("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", Convert.ToHexStringLower(key.PublicKey));
        Assert.Equal(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
            Convert.ToHexStringLower(key.Sign([0x72])));
    }

    [Fact]
    public void What_is_signed_verifies_and_nothing_else_does()
    {
        using var key = LogKey.Create(new SeededRandomSource(1));
        using var other = LogKey.Create(new SeededRandomSource(2));
        var signature = key.Sign("m"u8);
        Assert.True(LogKey.Verify(key.PublicKey, "m"u8, signature));
        Assert.False(LogKey.Verify(key.PublicKey, "n"u8, signature));
        Assert.False(LogKey.Verify(other.PublicKey, "m"u8, signature));
        Assert.False(LogKey.Verify(key.PublicKey, "m"u8, signature.AsSpan(1)));
        Assert.False(LogKey.Verify(key.PublicKey.AsSpan(1), "m"u8, signature));
        Assert.False(LogKey.Verify([], "m"u8, []));
        for (var i = 0; i < 512; i++)
        {
            signature[i / 8] ^= (byte)(1 << (i % 8));
            Assert.False(LogKey.Verify(key.PublicKey, "m"u8, signature));
            signature[i / 8] ^= (byte)(1 << (i % 8));
        }
    }

    [Fact]
    public void A_key_of_small_order_verifies_nothing()
    {
        // Under the neutral element as key, R = 0·B and s = 0 would verify every message.
        byte[] neutral = [1, .. new byte[31]];
        byte[] signature = [1, .. new byte[63]];
        Assert.False(LogKey.Verify(neutral, "anything"u8, signature));
    }

    [Fact]
    public void A_key_survives_export_and_is_erased()
    {
        var key = LogKey.Create(SystemRandomSource.Instance);
        using var again = LogKey.FromSeed(key.ExportSeed());
        Assert.Equal(key.PublicKey, again.PublicKey);
        Assert.Equal(key.Sign("m"u8), again.Sign("m"u8));
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Sign("m"u8));
        Assert.Throws<CryptographicException>(() => LogKey.FromSeed(new byte[33]));
    }

    [Fact]
    public void Verification_agrees_with_wycheproof()
    {
        var groups = SharedVectors.Load("wycheproof/ed25519_test.json.gz").GetProperty("testGroups");
        foreach (var group in groups.EnumerateArray())
        {
            var publicKey = group.GetProperty("publicKey").Hex("pk");
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                Assert.True((test.Text("result") == "valid") == LogKey.Verify(publicKey, test.Hex("msg"), test.Hex("sig")), test.GetRawText());
            }
        }
    }

    [Fact]
    public void Edge_cases_with_low_order_keys_and_non_canonical_encodings_are_refused()
    {
        string[] refused = ["low_order_A", "non_canonical_A", "non_canonical_R"];
        foreach (var test in SharedVectors.Load("cctv/ed25519vectors.json.gz").EnumerateArray())
        {
            var flags = test.GetProperty("flags").ValueKind == System.Text.Json.JsonValueKind.Array
                ? test.GetProperty("flags").EnumerateArray().Select(flag => flag.GetString()!).ToList()
                : [];
            if (flags.Intersect(refused).Any())
            {
                Assert.False(LogKey.Verify(test.Hex("key"), Encoding.UTF8.GetBytes(test.Text("msg")), test.Hex("sig")), test.GetRawText());
            }
        }
    }
}
