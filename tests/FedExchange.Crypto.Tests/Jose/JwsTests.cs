using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FedExchange.Crypto.Jose;
using FedExchange.Crypto.PublicKey;
using FedExchange.Crypto.Randomness;
using FedExchange.Crypto.Tests.Support;

namespace FedExchange.Crypto.Tests.Jose;

public sealed class JwsTests
{
    private static readonly SigningKey Key = SigningKey.Create();
    private static readonly SigningKey OtherKey = SigningKey.Create();

    [Fact]
    public void Verifies_the_es256_example_of_rfc_7515_appendix_a_3()
    {
        const string Jws = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
            + ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
        using var key = ECDsa.Create(new ECParameters
        {
            Curve = ECCurve.NamedCurves.nistP256,
            Q = new ECPoint
            {
                X = Base64Url.DecodeFromChars("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
                Y = Base64Url.DecodeFromChars("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"),
            },
        });
        var verifyingKey = VerifyingKey.FromSpki(key.ExportSubjectPublicKeyInfo());
        Assert.True(Crypto.Jose.Jws.TryVerifyCompact(Jws, verifyingKey, out var content));
        Assert.Equal("{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}", Encoding.UTF8.GetString(content.Payload.Span));
        Assert.Null(content.Header.KeyId);
        Assert.False(Crypto.Jose.Jws.TryVerifyCompact(Jws, Key.VerifyingKey, out _));
    }

    [Fact]
    public void What_is_signed_reads_back()
    {
        var jws = Jws.SignCompact("{\"a\":1}"u8, Key, "民政局", "fedx-test+jwt");
        Assert.True(Jws.TryVerifyCompact(jws, Key.VerifyingKey, "fedx-test+jwt", out var content));
        Assert.Equal(("ES256", "民政局", "fedx-test+jwt"), (content.Header.Algorithm, content.Header.KeyId, content.Header.Type));
        Assert.Equal("{\"a\":1}"u8, content.Payload.Span);
        Assert.True(Jws.TryReadUnverified(jws, out var header, out var payload));
        Assert.Equal("民政局", header.KeyId);
        Assert.Equal("{\"a\":1}"u8, payload);
        Assert.False(Jws.TryVerifyCompact(jws, Key.VerifyingKey, "another+jwt", out _));
        Assert.False(Jws.TryVerifyCompact(jws, OtherKey.VerifyingKey, out _));
    }

    [Fact]
    public void An_independent_library_verifies_our_compact_jws()
    {
        var jws = Jws.SignCompact("{\"subject\":\"一\"}"u8, Key, "node-a", "fedx-test+jwt");
        using var publicKey = ECDsa.Create();
        publicKey.ImportSubjectPublicKeyInfo(Key.PublicKey, out _);
        Assert.Equal("{\"subject\":\"一\"}", global::Jose.JWT.Decode(jws, publicKey, global::Jose.JwsAlgorithm.ES256));
        Assert.Equal("node-a", global::Jose.JWT.Headers(jws)["kid"]);
    }

    [Fact]
    public void We_verify_what_an_independent_library_signed()
    {
        using var privateKey = ECDsa.Create();
        privateKey.ImportPkcs8PrivateKey(Key.ExportPkcs8(), out _);
        var jws = global::Jose.JWT.Encode("{\"x\":true}", privateKey, global::Jose.JwsAlgorithm.ES256, new Dictionary<string, object> { ["kid"] = "k", ["typ"] = "t" });
        Assert.True(Jws.TryVerifyCompact(jws, Key.VerifyingKey, "t", out var content));
        Assert.Equal("{\"x\":true}"u8, content.Payload.Span);
    }

    [Fact]
    public void An_independent_library_verifies_each_signature_of_the_general_form()
    {
        var json = Jws.SignGeneral("{\"r\":1}"u8, [(Key, "a"), (OtherKey, "b")], "fedx-receipt+jwt");
        using var document = JsonDocument.Parse(json);
        var payload = document.RootElement.GetProperty("payload").GetString();
        SigningKey[] keys = [Key, OtherKey];
        foreach (var (signature, key) in document.RootElement.GetProperty("signatures").EnumerateArray().Zip(keys))
        {
            using var publicKey = ECDsa.Create();
            publicKey.ImportSubjectPublicKeyInfo(key.PublicKey, out _);
            var compact = $"{signature.Text("protected")}.{payload}.{signature.Text("signature")}";
            Assert.Equal("{\"r\":1}", global::Jose.JWT.Decode(compact, publicKey, global::Jose.JwsAlgorithm.ES256));
        }
    }

    [Theory]
    [InlineData("{\"alg\":\"none\"}")]
    [InlineData("{\"alg\":\"HS256\"}")]
    [InlineData("{\"alg\":\"ES384\"}")]
    [InlineData("{\"alg\":\"es256\"}")]
    [InlineData("{\"alg\":null}")]
    [InlineData("{\"alg\":[\"ES256\"]}")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("\"ES256\"")]
    [InlineData("")]
    [InlineData("{\"alg\":\"ES256\",\"alg\":\"ES256\"}")]
    [InlineData("{\"alg\":\"none\",\"alg\":\"ES256\"}")]
    [InlineData("{\"alg\":\"ES256\",\"\\u0061lg\":\"none\"}")]
    [InlineData("{\"alg\":\"ES256\",\"kid\":\"a\",\"kid\":\"b\"}")]
    [InlineData("{\"alg\":\"ES256\",\"x\":{\"y\":1,\"y\":2}}")]
    [InlineData("{\"alg\":\"ES256\",\"crit\":[\"exp\"],\"exp\":1}")]
    [InlineData("{\"alg\":\"ES256\",\"crit\":[]}")]
    [InlineData("{\"alg\":\"ES256\",\"b64\":false}")]
    [InlineData("{\"alg\":\"ES256\",\"kid\":7}")]
    [InlineData("{\"alg\":\"ES256\",\"typ\":null}")]
    [InlineData("{\"alg\":\"ES256\",\"kid\":\"\\ud800\"}")]
    [InlineData("{\"alg\":\"ES256\"} x")]
    [InlineData("{\"alg\":\"ES256\",}")]
    [InlineData("{\"alg\":\"ES256\"/**/}")]
    public void Headers_that_ask_for_anything_but_plain_es256_are_refused_even_when_rightly_signed(string header)
    {
        var jws = SignRaw(Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header)), Base64Url.EncodeToString("{}"u8));
        Assert.False(Jws.TryVerifyCompact(jws, Key.VerifyingKey, out var content));
        Assert.Null(content);
        Assert.False(Jws.TryReadUnverified(jws, out _, out _));
        var parts = jws.Split('.');
        Assert.False(Jws.TryVerifyGeneral(General(parts[1], parts[0], parts[2]), _ => Key.VerifyingKey, out _));
    }

    [Fact]
    public void Hs256_with_the_public_key_as_secret_is_refused()
    {
        var jws = global::Jose.JWT.Encode("{}", Key.PublicKey, global::Jose.JwsAlgorithm.HS256);
        Assert.False(Jws.TryVerifyCompact(jws, Key.VerifyingKey, out _));
    }

    [Fact]
    public void Only_one_spelling_of_a_jws_is_accepted()
    {
        var good = SignRaw(Base64Url.EncodeToString("{\"alg\":\"ES256\"}"u8), Base64Url.EncodeToString("{\"a\":22}"u8));
        Assert.True(Jws.TryVerifyCompact(good, Key.VerifyingKey, out _));
        var parts = good.Split('.');
        string?[] others =
        [
            good + "=", good + "\n", " " + good, good + ".", good + ".e30", good.Replace(".", "..", StringComparison.Ordinal),
            $"{parts[0]}.{parts[1]}", $"{parts[0]}.{parts[1]}.", $"..{parts[2]}", string.Empty, ".", "..", null,
            $"{parts[0]}.{parts[1]}.{LastBitFlipped(parts[2])}",
            $"{parts[0]}.{parts[1]}.{parts[2][..^1]}",
        ];
        Assert.All(others, other => Assert.False(Jws.TryVerifyCompact(other, Key.VerifyingKey, out _)));

        // Rightly signed, but with stray bits, padding or white space in header or payload.
        foreach (var payload in new[] { "e31", "e30=", "e3 0", "e30\n", "e", "e+0", "é30" })
        {
            Assert.False(Jws.TryVerifyCompact(SignRaw(parts[0], payload), Key.VerifyingKey, out _), payload);
        }
    }

    [Fact]
    public void Every_signature_of_the_general_form_must_be_right()
    {
        var json = Jws.SignGeneral("{}"u8, [(Key, "a"), (OtherKey, "b")], "t");
        VerifyingKey? Find(JwsHeader header) => header.KeyId switch { "a" => Key.VerifyingKey, "b" => OtherKey.VerifyingKey, _ => null };
        Assert.True(Jws.TryVerifyGeneral(json, Find, out var content));
        Assert.Equal(["a", "b"], content.Headers.Select(header => header.KeyId));
        Assert.True(Jws.TryReadGeneralUnverified(json, out var headers, out var payload));
        Assert.Equal(2, headers.Count);
        Assert.Equal("{}"u8, payload);

        Assert.False(Jws.TryVerifyGeneral(json, header => header.KeyId == "a" ? Key.VerifyingKey : null, out _)); // unknown signer
        Assert.False(Jws.TryVerifyGeneral(json, _ => Key.VerifyingKey, out _)); // wrong key for one
        Assert.False(Jws.TryVerifyGeneral(json.Replace("e30", "e31", StringComparison.Ordinal), Find, out _));
    }

    [Fact]
    public void Malformed_general_forms_are_refused()
    {
        var parts = SignRaw(Base64Url.EncodeToString("{\"alg\":\"ES256\"}"u8), "e30").Split('.');
        Assert.True(Jws.TryVerifyGeneral(General(parts[1], parts[0], parts[2]), _ => Key.VerifyingKey, out _));
        string?[] bad =
        [
            null, string.Empty, "{}", "[]", "null", "{\"payload\":\"e30\",\"signatures\":[]}", "{\"payload\":\"e30\"}", "{\"payload\":1,\"signatures\":[{}]}",
            $$"""{"payload":"{{parts[1]}}","payload":"{{parts[1]}}","signatures":[{"protected":"{{parts[0]}}","signature":"{{parts[2]}}"}]}""",
            $$$"""{"payload":"{{{parts[1]}}}","signatures":[{"protected":"{{{parts[0]}}}","signature":"{{{parts[2]}}}","header":{"kid":"x"}}]}""",
            $$"""{"payload":"{{parts[1]}}","signature":"{{parts[2]}}","signatures":[{"protected":"{{parts[0]}}","signature":"{{parts[2]}}"}]}""",
            $$"""{"payload":"{{parts[1]}}","signatures":[{"protected":"{{parts[0]}}"}]}""",
            $$$"""{"payload":"{{{parts[1]}}}","signatures":[{"signature":"{{{parts[2]}}}","header":{"alg":"ES256"}}]}""",
            $$"""{"payload":"{{parts[1]}}","signatures":["{{parts[2]}}"]}""",
            "{\"payload\":\"\ud800\",\"signatures\":[]}",
            new string('[', 100),
        ];
        Assert.All(bad, json =>
        {
            Assert.False(Jws.TryVerifyGeneral(json, _ => Key.VerifyingKey, out _));
            Assert.False(Jws.TryReadGeneralUnverified(json, out _, out _));
        });
    }

    [Fact]
    public void Tokens_of_other_algorithms_in_rfc_7520_are_refused()
    {
        foreach (var example in SharedVectors.Load("jose/jws_rfc7520.json").EnumerateObject().Where(e => e.Name.StartsWith("jws/", StringComparison.Ordinal)))
        {
            var output = example.Value.GetProperty("output");
            Assert.False(Jws.TryVerifyCompact(output.Text("compact"), Key.VerifyingKey, out _));
            Assert.False(Jws.TryReadUnverified(output.Text("compact"), out _, out _));
            Assert.False(Jws.TryVerifyGeneral(output.GetProperty("json").GetRawText(), _ => Key.VerifyingKey, out _));
        }
    }

    [Fact]
    public void Damaged_and_random_texts_are_refused_without_an_exception()
    {
        var random = new SeededRandomSource(31);
        var compact = Encoding.UTF8.GetBytes(Jws.SignCompact("{\"a\":1}"u8, Key, "k", "t"));
        var general = Encoding.UTF8.GetBytes(Jws.SignGeneral("{\"a\":1}"u8, [(Key, "k")], "t"));
        for (var i = 0; i < 4000; i++)
        {
            var damagedCompact = Encoding.UTF8.GetString(i % 4 == 0 ? Mutation.RandomBytes(random.NextInt32(200), random) : Mutation.Damage(compact, random));
            var damagedGeneral = Encoding.Latin1.GetString(i % 4 == 0 ? Mutation.RandomBytes(random.NextInt32(200), random) : Mutation.Damage(general, random));
            Jws.TryReadUnverified(damagedCompact, out _, out _);
            if (Jws.TryVerifyCompact(damagedCompact, Key.VerifyingKey, out _))
            {
                Assert.Equal(Encoding.UTF8.GetString(compact), damagedCompact);
            }

            if (Jws.TryVerifyGeneral(damagedGeneral, _ => Key.VerifyingKey, out var content))
            {
                Assert.Equal("{\"a\":1}"u8, content.Payload.Span);
            }
        }
    }

    private static string SignRaw(string header, string payload) =>
        $"{header}.{payload}.{Base64Url.EncodeToString(Key.Sign(Encoding.UTF8.GetBytes($"{header}.{payload}")))}";

    private static string General(string payload, string header, string signature) =>
        $$"""{"payload":"{{payload}}","signatures":[{"protected":"{{header}}","signature":"{{signature}}"}]}""";

    private static string LastBitFlipped(string text)
    {
        const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        return text[..^1] + Alphabet[Alphabet.IndexOf(text[^1], StringComparison.Ordinal) ^ 1];
    }
}
