using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FedExchange.Crypto.Hashing;
using FedExchange.Crypto.Memory;
using FedExchange.Crypto.Randomness;
using FedExchange.Crypto.Tests.Support;

namespace FedExchange.Crypto.Tests.Hashing;

public sealed class HashingTests
{
    [Fact]
    public void Transcript_is_sha256_of_length_prefixed_items()
    {
        var expected = new List<byte>();
        void Expect(byte[] item)
        {
            var length = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(length, item.Length);
            expected.AddRange(length);
            expected.AddRange(item);
        }

        Expect("label"u8.ToArray());
        Expect([1, 2, 3]);
        Expect("身份"u8.ToArray());
        Expect([0, 0, 0, 0, 0, 0, 1, 0]);
        var actual = new TranscriptHash("label"u8).Add([1, 2, 3]).Add("身份").Add(256).Finish();
        Assert.Equal(SHA256.HashData([.. expected]), actual);
    }

    [Fact]
    public void Items_cut_elsewhere_give_another_hash()
    {
        var a = new TranscriptHash("x"u8).Add("ab").Add("c").Finish();
        var b = new TranscriptHash("x"u8).Add("a").Add("bc").Finish();
        var c = new TranscriptHash("xa"u8).Add("b").Add("c").Finish();
        Assert.NotEqual(a, b);
        Assert.NotEqual(b, c);
        Assert.NotEqual(new TranscriptHash("x"u8).Finish(), new TranscriptHash("x"u8).Add([]).Finish());
    }

    [Fact]
    public void Long_items_grow_the_transcript()
    {
        var item = new byte[300_000];
        new SeededRandomSource(1).Fill(item);
        var prefix = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(prefix, item.Length);
        byte[] label = [0, 0, 0, 0, 0, 0, 0, 1, (byte)'l'];
        Assert.Equal(SHA256.HashData([.. label, .. prefix, .. item, .. prefix, .. item]), new TranscriptHash("l"u8).Add(item).Add(item).Finish());
    }

    [Fact]
    public void A_finished_transcript_takes_no_more()
    {
        var transcript = new TranscriptHash("x"u8);
        transcript.Finish();
        Assert.Throws<InvalidOperationException>(() => transcript.Add("more"));
        Assert.Throws<InvalidOperationException>(() => transcript.Finish());
    }

    [Fact]
    public void A_text_that_is_not_unicode_is_refused() =>
        Assert.Throws<EncoderFallbackException>(() => new TranscriptHash("x"u8).Add("\ud800"));

    [Fact]
    public void Hmac_agrees_with_rfc_4231_case_2()
    {
        var mac = new byte[32];
        Prf.HmacSha256("Jefe"u8, "what do ya want for nothing?"u8, mac);
        Assert.Equal("5BDCC146BF60754E6A042426089575C75A003F089D2739839DEC58B964EC3843", Convert.ToHexString(mac));
        Assert.Throws<ArgumentException>(() => Prf.HmacSha256("k"u8, "m"u8, new byte[31]));
    }

    [Fact]
    public void Hkdf_agrees_with_rfc_5869_case_1()
    {
        var output = Prf.HkdfSha256(
            Convert.FromHexString("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b"),
            Convert.FromHexString("000102030405060708090a0b0c"),
            Convert.FromHexString("f0f1f2f3f4f5f6f7f8f9"),
            42);
        Assert.Equal("3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865", Convert.ToHexStringLower(output));
        Assert.ThrowsAny<ArgumentException>(() => Prf.HkdfSha256([1], [], [], 0));
        Assert.ThrowsAny<ArgumentException>(() => Prf.HkdfSha256([1], [], [], 8161));
    }

    [Fact]
    public void Hkdf_agrees_with_wycheproof()
    {
        foreach (var test in SharedVectors.WycheproofTests("wycheproof/hkdf_sha256_test.json.gz"))
        {
            var size = test.GetProperty("size").GetInt32();
            if (test.Text("result") == "valid")
            {
                Assert.Equal(test.Hex("okm"), Prf.HkdfSha256(test.Hex("ikm"), test.Hex("salt"), test.Hex("info"), size));
            }
            else
            {
                Assert.ThrowsAny<ArgumentException>(() => Prf.HkdfSha256(test.Hex("ikm"), test.Hex("salt"), test.Hex("info"), size));
            }
        }
    }

    [Fact]
    public void Hmac_agrees_with_wycheproof()
    {
        var mac = new byte[32];
        foreach (var test in SharedVectors.WycheproofTests("wycheproof/hmac_sha256_test.json.gz"))
        {
            Prf.HmacSha256(test.Hex("key"), test.Hex("msg"), mac);
            var tag = test.Hex("tag");
            Assert.Equal(test.Text("result") == "valid", mac.AsSpan(0, tag.Length).SequenceEqual(tag));
        }
    }

    [Fact]
    public void A_secret_does_not_print_and_is_erased()
    {
        var secret = new SecretBuffer("hunter2 hunter2"u8);
        Assert.Equal("SecretBuffer(15 bytes)", secret.ToString());
        Assert.True(secret.FixedTimeEquals("hunter2 hunter2"u8));
        Assert.False(secret.FixedTimeEquals("hunter2 hunter3"u8));
        secret.Dispose();
        Assert.Throws<ObjectDisposedException>(() => secret.Span.Length);
        Assert.Equal(15, secret.Length);
    }

    [Fact]
    public void A_random_secret_comes_from_the_source()
    {
        using var a = SecretBuffer.Random(32, new SeededRandomSource(5));
        using var b = SecretBuffer.Random(32, new SeededRandomSource(5));
        Assert.True(a.FixedTimeEquals(b.Span));
        Assert.Throws<ArgumentOutOfRangeException>(() => SecretBuffer.Random(-1, new SeededRandomSource(5)));
    }

    [Fact]
    public void No_two_labels_are_equal()
    {
        var labels = typeof(DomainSeparation).GetProperties().Select(property => property.GetMethod!.CreateDelegate<Label>()().ToArray()).Select(Encoding.UTF8.GetString).ToList();
        Assert.True(labels.Count > 5);
        Assert.Equal(labels.Count, labels.Distinct().Count());
        Assert.All(labels, label => Assert.StartsWith("fedexchange/", label, StringComparison.Ordinal));
    }

    private delegate ReadOnlySpan<byte> Label();
}
