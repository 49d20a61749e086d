using System.Security.Cryptography;
using FedExchange.Crypto.PublicKey;
using FedExchange.Crypto.Tests.Support;

namespace FedExchange.Crypto.Tests.PublicKey;

public sealed class SigningKeyTests
{
    [Fact]
    public void What_is_signed_verifies_and_nothing_else_does()
    {
        using var key = SigningKey.Create();
        using var other = SigningKey.Create();
        var signature = key.Sign("message"u8);
        Assert.Equal(64, signature.Length);
        Assert.True(key.VerifyingKey.Verify("message"u8, signature));
        Assert.False(key.VerifyingKey.Verify("massage"u8, signature));
        Assert.False(other.VerifyingKey.Verify("message"u8, signature));
        Assert.False(key.VerifyingKey.Verify("message"u8, signature.AsSpan(1)));
        Assert.False(key.VerifyingKey.Verify("message"u8, [.. signature, 0]));
        Assert.False(key.VerifyingKey.Verify("message"u8, []));
        Assert.False(key.VerifyingKey.Verify("message"u8, new byte[64]));
        for (var i = 0; i < signature.Length; i++)
        {
            signature[i] ^= 1;
            Assert.False(key.VerifyingKey.Verify("message"u8, signature));
            signature[i] ^= 1;
        }
    }

    [Fact]
    public void A_key_survives_export_and_import()
    {
        using var key = SigningKey.Create();
        using var again = SigningKey.FromPkcs8(key.ExportPkcs8());
        Assert.Equal(key.PublicKey, again.PublicKey);
        Assert.True(key.VerifyingKey.Verify("m"u8, again.Sign("m"u8)));
        var publicOnly = VerifyingKey.FromSpki(key.PublicKey);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(key.PublicKey)), publicOnly.Fingerprint);
        Assert.True(publicOnly.Verify("m"u8, key.Sign("m"u8)));
    }

    [Fact]
    public void Many_threads_may_use_one_key()
    {
        using var key = SigningKey.Create();
        Parallel.For(0, 400, i =>
        {
            var message = BitConverter.GetBytes(i);
            Assert.True(key.VerifyingKey.Verify(message, key.Sign(message)));
        });
    }

    [Fact]
    public void Keys_on_other_curves_are_refused()
    {
        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        using var brainpool = ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1);
        Assert.ThrowsAny<CryptographicException>(() => VerifyingKey.FromSpki(p384.ExportSubjectPublicKeyInfo()));
        Assert.ThrowsAny<CryptographicException>(() => VerifyingKey.FromSpki(brainpool.ExportSubjectPublicKeyInfo()));
        Assert.ThrowsAny<CryptographicException>(() => SigningKey.FromPkcs8(p384.ExportPkcs8PrivateKey()));
        Assert.ThrowsAny<CryptographicException>(() => SigningKey.FromPkcs8(brainpool.ExportPkcs8PrivateKey()));
        using var rsa = RSA.Create(2048);
        Assert.ThrowsAny<CryptographicException>(() => VerifyingKey.FromSpki(rsa.ExportSubjectPublicKeyInfo()));
    }

    [Fact]
    public void A_key_has_one_encoding_only()
    {
        using var key = SigningKey.Create();
        byte[] trailing = [.. key.PublicKey, 0];
        Assert.ThrowsAny<CryptographicException>(() => VerifyingKey.FromSpki(trailing));
        Assert.ThrowsAny<CryptographicException>(() => VerifyingKey.FromSpki([]));
        Assert.ThrowsAny<CryptographicException>(() => SigningKey.FromPkcs8([.. key.ExportPkcs8(), 0]));

        // The same point, compressed: x with a parity byte, the lengths before it made shorter.
        var spki = key.PublicKey;
        byte[] compressed = [0x30, 0x39, .. spki[2..23], 0x03, 0x22, 0x00, (byte)(2 + (spki[^1] & 1)), .. spki[27..59]];
        Assert.ThrowsAny<CryptographicException>(() => VerifyingKey.FromSpki(compressed));
    }

    [Fact]
    public void Damaged_public_keys_are_refused_with_one_exception_type()
    {
        using var key = SigningKey.Create();
        var random = new FedExchange.Crypto.Randomness.SeededRandomSource(11);
        for (var i = 0; i < 2000; i++)
        {
            var damaged = Mutation.Damage(key.PublicKey, random);
            try
            {
                Assert.Equal(damaged, VerifyingKey.FromSpki(damaged).Spki);
            }
            catch (CryptographicException)
            {
                // The one exception type that is promised.
            }
        }
    }

    [Fact]
    public void A_disposed_key_signs_nothing()
    {
        var key = SigningKey.Create();
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Sign("m"u8));
        Assert.Throws<ObjectDisposedException>(() => key.ExportPkcs8());
        Assert.DoesNotContain(Convert.ToHexString(key.PublicKey), key.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Verification_agrees_with_wycheproof()
    {
        var groups = SharedVectors.Load("wycheproof/ecdsa_secp256r1_sha256_p1363_test.json.gz").GetProperty("testGroups");
        foreach (var group in groups.EnumerateArray())
        {
            var key = VerifyingKey.FromSpki(group.Hex("publicKeyDer"));
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                Assert.True((test.Text("result") == "valid") == key.Verify(test.Hex("msg"), test.Hex("sig")), test.GetRawText());
            }
        }
    }
}
