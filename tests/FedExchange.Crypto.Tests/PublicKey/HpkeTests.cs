using System.Security.Cryptography;
using FedExchange.Crypto.PublicKey;
using FedExchange.Crypto.Randomness;
using FedExchange.Crypto.Tests.Support;

namespace FedExchange.Crypto.Tests.PublicKey;

public sealed class HpkeTests
{
    private static readonly SealKey Recipient = SealKey.Create(new SeededRandomSource(1));

    [Fact]
    public void Key_schedule_agrees_with_rfc_9180_appendix_a_1_1()
    {
        // DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM, base mode; from the KEM's shared secret onwards.
        using var context = HpkeContext.Create(
            new HpkeSuite(0x0020, HpkeAead.Aes128Gcm),
            Convert.FromHexString("fe0e18c9f024ce43799ae393c7e8fe8fce9d218875e8227b0187c04e7d2ea1fc"),
            Convert.FromHexString("4f6465206f6e2061204772656369616e2055726e"));
        Assert.Equal("4531685d41d65f03dc48f6b8302c05b0", Convert.ToHexStringLower(context.Key));
        Assert.Equal("56d890e5accaaf011cff4b7d", Convert.ToHexStringLower(context.BaseNonce));
        Assert.Equal("45ff1c2e220db587171952c0592d5f5ebe103f1561a2614e38f2ffd47e99e3f8", Convert.ToHexStringLower(context.ExporterSecret));

        var plaintext = Convert.FromHexString("4265617574792069732074727574682c20747275746820626561757479");
        Assert.Equal(
            "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a",
            Convert.ToHexStringLower(context.Seal("Count-0"u8, plaintext)));
        Assert.Equal(
            "af2d7e9ac9ae7e270f46ba1f975be53c09f8d875bdc8535458c2494e8a6eab251c03d0c22a56b8ca42c2063b84",
            Convert.ToHexStringLower(context.Seal("Count-1"u8, plaintext)));
        Assert.Equal("3853fe2b4035195a573ffc53856e77058e15d9ea064de3e59f4961d0095250ee", Convert.ToHexStringLower(context.Export([], 32)));
        Assert.Equal("e9e43065102c3836401bed8c3c3c75ae46be1639869391d62c61f1ec7af54931", Convert.ToHexStringLower(context.Export("TestContext"u8, 32)));
    }

    [Fact]
    public void Key_schedule_agrees_with_all_base_mode_vectors_of_rfc_9180()
    {
        foreach (var vector in SharedVectors.Load("hpke/rfc9180_dev.json.gz").EnumerateArray().Where(v => v.GetProperty("mode").GetInt32() == 0))
        {
            var suite = new HpkeSuite((ushort)vector.GetProperty("kem_id").GetInt32(), (HpkeAead)vector.GetProperty("aead_id").GetInt32());
            using var sender = HpkeContext.Create(suite, vector.Hex("shared_secret"), vector.Hex("info"));
            using var recipient = HpkeContext.Create(suite, vector.Hex("shared_secret"), vector.Hex("info"));
            foreach (var message in vector.GetProperty("encryptions").EnumerateArray())
            {
                Assert.Equal(message.Hex("ct"), sender.Seal(message.Hex("aad"), message.Hex("pt")));
                Assert.Equal(message.Hex("pt"), recipient.Open(message.Hex("aad"), message.Hex("ct")));
            }

            foreach (var export in vector.GetProperty("exports").EnumerateArray())
            {
                Assert.Equal(export.Hex("exported_value"), sender.Export(export.Hex("exporter_context"), export.GetProperty("L").GetInt32()));
            }
        }
    }

    [Fact]
    public void Messages_open_in_order_and_both_ends_export_the_same()
    {
        using var sender = Hpke.SetupSender(Recipient.PublicKey, "info"u8, new SeededRandomSource(2));
        using var recipient = Hpke.SetupRecipient(Recipient, sender.EncapsulatedKey, "info"u8);
        var first = sender.Seal("a"u8, "one"u8);
        var second = sender.Seal("a"u8, "one"u8);
        Assert.NotEqual(first, second);
        Assert.Throws<AuthenticationTagMismatchException>(() => recipient.Open("a"u8, second));
        Assert.Equal("one"u8, recipient.Open("a"u8, first));
        Assert.Equal("one"u8, recipient.Open("a"u8, second));
        Assert.Equal(sender.Export("x"u8, 40), recipient.Export("x"u8, 40));
        Assert.NotEqual(sender.Export("x"u8, 32), sender.Export("y"u8, 32));
        Assert.Throws<ArgumentOutOfRangeException>(() => sender.Export([], 8161));
    }

    [Fact]
    public void Another_key_purpose_aad_or_encapsulated_key_opens_nothing()
    {
        using var sender = Hpke.SetupSender(Recipient.PublicKey, "info"u8, new SeededRandomSource(2));
        var ciphertext = sender.Seal("aad"u8, "secret"u8);
        void Refused(SealKey key, byte[] encapsulatedKey, ReadOnlySpan<byte> info, byte[] aad, byte[] sealedBytes)
        {
            using var recipient = Hpke.SetupRecipient(key, encapsulatedKey, info);
            Assert.ThrowsAny<CryptographicException>(() => recipient.Open(aad, sealedBytes));
        }

        using var other = SealKey.Create(new SeededRandomSource(3));
        var encapsulated = sender.EncapsulatedKey;
        Refused(other, encapsulated, "info"u8, "aad"u8.ToArray(), ciphertext);
        Refused(Recipient, encapsulated, "infp"u8, "aad"u8.ToArray(), ciphertext);
        Refused(Recipient, encapsulated, "info"u8, "aae"u8.ToArray(), ciphertext);
        Refused(Recipient, encapsulated, "info"u8, "aad"u8.ToArray(), ciphertext[..^1]);
        Refused(Recipient, encapsulated, "info"u8, "aad"u8.ToArray(), ciphertext[..15]);
        Refused(Recipient, encapsulated, "info"u8, "aad"u8.ToArray(), []);
        encapsulated[^1] ^= 1;
        Refused(Recipient, encapsulated, "info"u8, "aad"u8.ToArray(), ciphertext);
        encapsulated[^1] ^= 1;
        encapsulated[0] ^= 1;
        Refused(Recipient, encapsulated, "info"u8, "aad"u8.ToArray(), ciphertext);
    }

    [Fact]
    public void A_request_and_its_reply_travel_sealed()
    {
        var (encapsulatedKey, ciphertext, opener) = SealedExchange.SealRequest(Recipient.PublicKey, "i"u8, "a"u8, "question"u8, new SeededRandomSource(4));
        var (plaintext, sealer) = SealedExchange.OpenRequest(Recipient, encapsulatedKey, "i"u8, "a"u8, ciphertext);
        Assert.Equal("question"u8, plaintext);
        var reply = sealer.Seal("answer"u8);
        Assert.Equal(32 + 6 + 16, reply.Length);
        Assert.Equal("answer"u8, opener.Open(reply));
    }

    [Fact]
    public void A_request_has_one_reply()
    {
        var request = SealedExchange.SealRequest(Recipient.PublicKey, "i"u8, "a"u8, "question"u8, new SeededRandomSource(4));
        var opened = SealedExchange.OpenRequest(Recipient, request.EncapsulatedKey, "i"u8, "a"u8, request.Ciphertext);
        opened.Sealer.Seal("answer"u8);
        Assert.Throws<InvalidOperationException>(() => opened.Sealer.Seal("answer"u8));
    }

    [Fact]
    public void A_request_opened_twice_gives_replies_under_different_keys()
    {
        var request = SealedExchange.SealRequest(Recipient.PublicKey, "i"u8, "a"u8, "question"u8, new SeededRandomSource(4));
        var one = SealedExchange.OpenRequest(Recipient, request.EncapsulatedKey, "i"u8, "a"u8, request.Ciphertext).Sealer.Seal("answer"u8);
        var two = SealedExchange.OpenRequest(Recipient, request.EncapsulatedKey, "i"u8, "a"u8, request.Ciphertext).Sealer.Seal("answer"u8);
        Assert.NotEqual(one[32..], two[32..]);
        Assert.Equal("answer"u8, request.Opener.Open(one));
        Assert.Equal("answer"u8, request.Opener.Open(two));
    }

    [Fact]
    public void A_reply_to_another_request_and_a_damaged_one_are_refused()
    {
        var random = new SeededRandomSource(4);
        var a = SealedExchange.SealRequest(Recipient.PublicKey, "i"u8, "a"u8, "question"u8, random);
        var b = SealedExchange.SealRequest(Recipient.PublicKey, "i"u8, "a"u8, "question"u8, random);
        var reply = SealedExchange.OpenRequest(Recipient, a.EncapsulatedKey, "i"u8, "a"u8, a.Ciphertext).Sealer.Seal("answer"u8);
        Assert.ThrowsAny<CryptographicException>(() => b.Opener.Open(reply));
        Assert.ThrowsAny<CryptographicException>(() => a.Opener.Open(reply.AsSpan(0, 47)));
        Assert.ThrowsAny<CryptographicException>(() => a.Opener.Open([]));
        for (var i = 0; i < reply.Length; i++)
        {
            reply[i] ^= 1;
            Assert.ThrowsAny<CryptographicException>(() => a.Opener.Open(reply));
            reply[i] ^= 1;
        }

        Assert.Equal("answer"u8, a.Opener.Open(reply));
    }

    [Fact]
    public void Damaged_requests_are_refused_with_one_exception_type()
    {
        var random = new SeededRandomSource(5);
        var request = SealedExchange.SealRequest(Recipient.PublicKey, "i"u8, "a"u8, "question"u8, random);
        for (var i = 0; i < 60; i++)
        {
            var (encapsulatedKey, ciphertext) = i % 2 == 0
                ? (Mutation.Damage(request.EncapsulatedKey, random), request.Ciphertext)
                : (request.EncapsulatedKey, Mutation.Damage(request.Ciphertext, random));
            if (encapsulatedKey.AsSpan().SequenceEqual(request.EncapsulatedKey) && ciphertext.AsSpan().SequenceEqual(request.Ciphertext))
            {
                continue;
            }

            Assert.ThrowsAny<CryptographicException>(() => SealedExchange.OpenRequest(Recipient, encapsulatedKey, "i"u8, "a"u8, ciphertext));
        }
    }

    [Fact]
    public void A_disposed_sender_seals_nothing()
    {
        var sender = Hpke.SetupSender(Recipient.PublicKey, "info"u8, new SeededRandomSource(2));
        sender.Dispose();
        Assert.Throws<ObjectDisposedException>(() => sender.Seal([], "late"u8));
        Assert.Throws<ObjectDisposedException>(() => sender.Export([], 32));
    }
}
