using System.Text;
using FedExchange.Crypto.Jose;
using FedExchange.Governance.Audit;
using FedExchange.Governance.Receipts;
using FedExchange.Governance.Tests.Support;

namespace FedExchange.Governance.Tests.Receipts;

public sealed class VerificationReceiptTests : IAsyncLifetime
{
    private readonly Region _region = new();
    private readonly TemporaryFolder _folder = new();
    private readonly LogBed _bed = new();
    private AuditLog _log = null!;
    private ReceiptClaims _claims = null!;

    public async ValueTask InitializeAsync()
    {
        _log = AuditLog.Open(new AuditLogOptions
        {
            Directory = _folder["audit"],
            LedgerPath = _folder["ledger.db"],
            Origin = "test-region/one-stop/audit",
            LogKey = _region.LogKeyOf("one-stop"),
            TimeProvider = _bed.Clock,
            Random = _bed.Random,
        });
        _claims = new ReceiptClaims(
            "one-stop", "housing.first-home", 3, _region.Definition.HashHex, new string('1', 64), "true", Region.Purpose,
            new string('2', 64), 5, "international", ["police", "property", "social"], LogBed.Start);
        for (var i = 0; i < 5; i++)
        {
            await _log.AppendAsync(new AuditDraft("note"), TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _log.DisposeAsync();
        _bed.Dispose();
        _folder.Dispose();
        _region.Dispose();
    }

    [Fact]
    public async Task A_receipt_is_verified_with_the_directory_alone()
    {
        var receipt = await IssueAsync(_claims);
        var verification = VerificationReceipt.Verify(receipt, _region.Directory);
        Assert.Empty(verification.Problems);
        Assert.True(verification.IsValid);
        Assert.Equal(_claims.ToJson(), verification.Claims!.ToJson());
        Assert.IsType<AuditVerification.Ok>(AuditVerifier.Verify(_folder["audit"], _region.LogKeyOf("one-stop").PublicKey, [verification.Checkpoint!]));
    }

    [Fact]
    public async Task A_receipt_can_be_issued_again_later_from_the_same_entry()
    {
        var index = await AnswerAsync(_claims);
        await _log.AppendAsync(new AuditDraft("note"), TestContext.Current.CancellationToken);
        var claims = ReceiptClaims.FromJson(_log.Read(index).First().Bytes("claims"));
        var receipt = VerificationReceipt.Issue(claims, _log.Prove(index), _region.SignKeyOf("one-stop"), "one-stop");
        Assert.True(VerificationReceipt.Verify(receipt, _region.Directory).IsValid);
    }

    [Fact]
    public async Task Every_changed_character_makes_a_receipt_invalid()
    {
        var receipt = await IssueAsync(_claims);
        for (var at = 0; at < receipt.Length; at += 3)
        {
            var changed = receipt.ToCharArray();
            changed[at] = changed[at] == 'x' ? 'y' : 'x';
            Assert.False(VerificationReceipt.Verify(new string(changed), _region.Directory).IsValid);
        }
    }

    [Fact]
    public async Task An_issuer_who_is_unknown_suspended_or_did_not_sign_is_told()
    {
        var receipt = await IssueAsync(_claims);
        Problem("is suspended", VerificationReceipt.Verify(receipt, _region.Build(suspended: "one-stop")));
        Problem("not in the member directory", await VerifyAsync(_claims with { Issuer = "nobody" }, "nobody", "one-stop"));
        Problem("signature is not the issuer's", await VerifyAsync(_claims, "one-stop", "bank"));
        Problem("by the issuer that it names", await VerifyAsync(_claims with { Issuer = "bank" }, "one-stop", "one-stop"));
    }

    [Fact]
    public async Task A_receipt_for_another_answer_than_the_logged_one_is_told()
    {
        var index = await AnswerAsync(_claims);
        var lie = VerificationReceipt.Issue(_claims with { Result = "false" }, _log.Prove(index), _region.SignKeyOf("one-stop"), "one-stop");
        Problem("about another answer", VerificationReceipt.Verify(lie, _region.Directory));
        var other = VerificationReceipt.Issue(_claims with { Purpose = "other" }, _log.Prove(index), _region.SignKeyOf("one-stop"), "one-stop");
        Problem("about another answer", VerificationReceipt.Verify(other, _region.Directory));
        var noAnswer = VerificationReceipt.Issue(_claims, _log.Prove(2), _region.SignKeyOf("one-stop"), "one-stop");
        Problem("not that of an answer", VerificationReceipt.Verify(noAnswer, _region.Directory));
    }

    [Fact]
    public async Task A_wrong_log_proof_is_told()
    {
        var inclusion = _log.Prove(await AnswerAsync(_claims));
        Problem("not in the log", Verify(inclusion with { Salt = new byte[16] }));
        Problem("not in the log", Verify(inclusion with { Index = 0 }));
        Problem("not in the log", Verify(inclusion with { Proof = [.. inclusion.Proof.Reverse()] }));
        Problem("another log", Verify(inclusion with { Origin = "elsewhere" }));
        var forged = Crypto.Merkle.SignedCheckpoint.Sign(inclusion.Origin, inclusion.Checkpoint.Size, inclusion.Checkpoint.Root, _bed.Key);
        Problem("not signed by the log's key", Verify(inclusion with { Checkpoint = forged }));

        ReceiptVerification Verify(LogInclusion changed) =>
            VerificationReceipt.Verify(VerificationReceipt.Issue(_claims, changed, _region.SignKeyOf("one-stop"), "one-stop"), _region.Directory);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("{\"payload\":\"e30\",\"signatures\":[]}")]
    public void What_is_no_receipt_is_told(string text)
    {
        var verification = VerificationReceipt.Verify(text, _region.Directory);
        Assert.False(verification.IsValid);
        Assert.NotEmpty(verification.Problems);
    }

    [Fact]
    public void A_signed_text_of_another_form_is_told()
    {
        foreach (var payload in new[] { "{}", "[]", "{\"iss\":\"one-stop\"}", Encoding.UTF8.GetString(_claims.ToJson()), "nonsense" })
        {
            var signed = Jws.SignGeneral(Encoding.UTF8.GetBytes(payload), [(_region.SignKeyOf("one-stop"), "one-stop")], VerificationReceipt.Type);
            Problem("not in the form", VerificationReceipt.Verify(signed, _region.Directory));
        }
    }

    private async Task<long> AnswerAsync(ReceiptClaims claims) =>
        await _log.AppendAsync(AuditDraft.Answered([], _bed.Bytes32(), _bed.Bytes32(), claims.Result, claims.ToJson()));

    private async Task<string> IssueAsync(ReceiptClaims claims) =>
        VerificationReceipt.Issue(claims, _log.Prove(await AnswerAsync(claims)), _region.SignKeyOf("one-stop"), "one-stop");

    private async Task<ReceiptVerification> VerifyAsync(ReceiptClaims claims, string keyId, string signer) =>
        VerificationReceipt.Verify(VerificationReceipt.Issue(claims, _log.Prove(await AnswerAsync(claims)), _region.SignKeyOf(signer), keyId), _region.Directory);

    private static void Problem(string words, ReceiptVerification verification)
    {
        Assert.False(verification.IsValid);
        Assert.Contains(verification.Problems, p => p.Contains(words, StringComparison.Ordinal));
    }
}
