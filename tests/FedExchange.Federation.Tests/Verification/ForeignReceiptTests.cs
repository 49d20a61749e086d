using System.Security.Cryptography;
using System.Text.Json.Nodes;
using FedExchange.Federation.Tests.TestBed;
using FedExchange.Node.Participations;

namespace FedExchange.Federation.Tests.Verification;

/// <summary>A receipt must convince people who do not run our code: here the jose-jwt library, which signs nothing in the product.</summary>
public sealed class ForeignReceiptTests
{
    [Fact]
    public async Task Another_JOSE_library_verifies_a_receipt_with_the_key_from_the_directory_and_reads_the_answer()
    {
        var subject = TestSubject.Number(0);
        await using var federation = await TestFederation.StartAsync(2, built =>
        {
            foreach (var provider in built.Providers)
            {
                provider.Register.Add(subject, true);
            }
        });
        var answered = Assert.IsType<VerificationOutcome.Answered>(await federation.AskAsync(subject));
        var receipt = JsonNode.Parse(answered.Receipt)!;
        var signature = Assert.Single(receipt["signatures"]!.AsArray())!;

        // The library knows the compact form; the general form of RFC 7515 section 7.2.1 holds the same three parts.
        var compact = $"{signature["protected"]}.{receipt["payload"]}.{signature["signature"]}";
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(federation.Asker.Directories.Current!.Find(federation.Asker.Id)!.SignKey, out _);
        var claims = JsonNode.Parse(global::Jose.JWT.Decode(compact, key, global::Jose.JwsAlgorithm.ES256))!;

        Assert.Equal("true", claims["result"]!.GetValue<string>());
        Assert.Equal(TestFederation.DefinitionId, claims["definition"]!.GetValue<string>());
        Assert.Equal(federation.Asker.Id, global::Jose.JWT.Headers(compact)["kid"]);
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Assert.Throws<global::Jose.IntegrityException>(() => global::Jose.JWT.Decode(compact, stranger, global::Jose.JwsAlgorithm.ES256));
        Assert.DoesNotContain(subject.Id, answered.Receipt, StringComparison.Ordinal);
    }
}
