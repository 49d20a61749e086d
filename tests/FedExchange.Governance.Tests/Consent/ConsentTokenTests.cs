using System.Buffers.Text;
using FedExchange.Crypto.Jose;
using FedExchange.Governance.Consent;
using FedExchange.Governance.Tests.Support;

namespace FedExchange.Governance.Tests.Consent;

public sealed class ConsentTokenTests : IDisposable
{
    private readonly Region _region = new();

    public void Dispose() => _region.Dispose();

    [Fact]
    public void A_good_token_is_valid_and_says_what_was_consented_to()
    {
        var claims = _region.Claims();
        var valid = Assert.IsType<ConsentCheck.Valid>(Check(_region.Sign(claims)));
        Assert.Equal(claims, valid.Claims);
        Assert.Equal(32, valid.TokenHash.Length);
        Assert.Equal(32, valid.UseKey.Length);
    }

    [Fact]
    public void The_use_key_belongs_to_issuer_and_token_id_and_not_to_the_tokens_bytes()
    {
        var claims = _region.Claims(tokenId: "a");
        var first = (ConsentCheck.Valid)Check(_region.Sign(claims));
        var again = (ConsentCheck.Valid)Check(_region.Sign(claims));
        var other = (ConsentCheck.Valid)Check(_region.Sign(claims with { TokenId = "b" }));
        Assert.Equal(first.UseKey, again.UseKey);
        Assert.NotEqual(first.TokenHash, again.TokenHash);
        Assert.NotEqual(first.UseKey, other.UseKey);
    }

    [Fact]
    public void Each_claim_that_does_not_fit_the_request_is_told_apart()
    {
        var claims = _region.Claims();
        Refused(ConsentRefusal.Foreign, Check(_region.Sign(claims with { Requester = "bank" })));
        Refused(ConsentRefusal.WrongDefinition, Check(_region.Sign(claims with { DefinitionHash = new string('0', 64) })));
        Refused(ConsentRefusal.WrongPurpose, Check(_region.Sign(claims with { Purpose = "other" })));
        Refused(ConsentRefusal.WrongSubject, Check(_region.Sign(claims), subject: "110105199001011234"));
        Refused(ConsentRefusal.WrongSubject, Check(_region.Sign(claims with { SubjectSalt = Base64Url.EncodeToString(new byte[16]) })));
    }

    [Fact]
    public void Time_is_checked_with_a_minute_of_grace_for_clocks()
    {
        var claims = _region.Claims() with { NotBefore = LogBed.Start, Expires = LogBed.Start.AddHours(1) };
        var token = _region.Sign(claims);
        Refused(ConsentRefusal.NotYetValid, Check(token, now: LogBed.Start.AddSeconds(-61)));
        Assert.IsType<ConsentCheck.Valid>(Check(token, now: LogBed.Start.AddSeconds(-60)));
        Assert.IsType<ConsentCheck.Valid>(Check(token, now: LogBed.Start.AddHours(1).AddSeconds(59)));
        Refused(ConsentRefusal.Expired, Check(token, now: LogBed.Start.AddHours(1).AddSeconds(60)));
    }

    [Fact]
    public void The_issuer_must_be_an_active_member_with_the_role_and_must_have_signed()
    {
        var claims = _region.Claims();
        Refused(ConsentRefusal.UnknownIssuer, Check(_region.Sign(claims with { Issuer = "police" })));
        Refused(ConsentRefusal.UnknownIssuer, Check(ConsentToken.Issue(claims with { Issuer = "nobody" }, _region.Key)));
        Refused(ConsentRefusal.BadSignature, Check(_region.Sign(claims, signer: "one-stop")));
        Refused(ConsentRefusal.BadSignature, Check(_region.Sign(claims, signer: "retired")));
        var suspended = ConsentToken.Check(_region.Sign(claims), _region.Build(suspended: "citizens"), "one-stop", _region.Definition.HashHex, Region.Purpose, Region.Subject, LogBed.Start);
        Refused(ConsentRefusal.UnknownIssuer, suspended);
    }

    [Fact]
    public void A_key_id_of_one_issuer_with_claims_of_another_is_malformed()
    {
        var jws = Jws.SignCompact((_region.Claims() with { Issuer = "retired" }).ToJson(), _region.SignKeyOf("citizens"), "citizens", ConsentToken.Type);
        Refused(ConsentRefusal.Malformed, Check(jws));
    }

    [Fact]
    public void A_text_signed_as_something_else_is_no_consent()
    {
        var jws = Jws.SignCompact(_region.Claims().ToJson(), _region.SignKeyOf("citizens"), "citizens", "fedx-receipt");
        Refused(ConsentRefusal.Malformed, Check(jws));
    }

    [Fact]
    public void Unknown_missing_or_senseless_claims_are_malformed()
    {
        var json = System.Text.Encoding.UTF8.GetString(_region.Claims().ToJson());
        Assert.All(
            [
                json.Replace("\"jti\"", "\"id\"", StringComparison.Ordinal),
                json.Replace("}", ",\"only_on\":\"Sundays\"}", StringComparison.Ordinal),
                json.Replace("\"max_uses\":1", "\"max_uses\":0", StringComparison.Ordinal),
                json.Replace("\"max_uses\":1", "\"max_uses\":\"1\"", StringComparison.Ordinal),
                json.Replace("\"exp\":", "\"exp\":-", StringComparison.Ordinal),
                "[]",
                "null",
                "{",
            ],
            changed => Refused(ConsentRefusal.Malformed, Check(Jws.SignCompact(System.Text.Encoding.UTF8.GetBytes(changed), _region.SignKeyOf("citizens"), "citizens", ConsentToken.Type))));
    }

    [Fact]
    public void Every_changed_character_of_a_token_is_refused()
    {
        var token = _region.Consent();
        for (var at = 0; at < token.Length; at++)
        {
            var changed = token.ToCharArray();
            changed[at] = changed[at] == 'A' ? 'B' : 'A';
            Assert.IsType<ConsentCheck.Refused>(Check(new string(changed)));
        }
    }

    [Fact]
    public void A_token_of_absurd_length_is_not_looked_at() =>
        Refused(ConsentRefusal.Malformed, Check(_region.Consent() + new string('A', ConsentToken.MaxLength)));

    [Fact]
    public void A_commitment_depends_on_salt_and_id()
    {
        var commitment = ConsentToken.Commit([1, 2], "a");
        Assert.Equal(commitment, ConsentToken.Commit([1, 2], "a"));
        Assert.NotEqual(commitment, ConsentToken.Commit([1, 3], "a"));
        Assert.NotEqual(commitment, ConsentToken.Commit([1, 2], "b"));
    }

    private ConsentCheck Check(string token, string subject = Region.Subject, DateTimeOffset? now = null) =>
        ConsentToken.Check(token, _region.Directory, "one-stop", _region.Definition.HashHex, Region.Purpose, subject, now ?? LogBed.Start);

    private static void Refused(string reason, ConsentCheck check)
    {
        var refused = Assert.IsType<ConsentCheck.Refused>(check);
        Assert.Equal(reason, refused.Reason);
        Assert.DoesNotContain(Region.Subject, refused.Detail, StringComparison.Ordinal);
    }
}
