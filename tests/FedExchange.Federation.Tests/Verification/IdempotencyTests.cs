using FedExchange.Federation.Tests.TestBed;
using FedExchange.Governance.Audit;
using FedExchange.Governance.Receipts;
using FedExchange.Node.Participations;

namespace FedExchange.Federation.Tests.Verification;

public sealed class IdempotencyTests
{
    private static readonly TestSubject Subject = TestSubject.Number(0);

    [Fact]
    public async Task A_repeated_key_gives_the_first_answer_and_asks_nobody()
    {
        await using var federation = await StartAsync();
        var consent = federation.Consent(Subject);
        var first = Assert.IsType<VerificationOutcome.Answered>(await federation.AskAsync(Subject, consent, "k"));
        federation.Wiretap.Reset();

        var second = Assert.IsType<VerificationOutcome.Answered>(await federation.AskAsync(Subject, consent, "k"));

        Assert.Equal(first, second);
        Assert.Empty(federation.Wiretap.All);
        Assert.Equal(1, TestFederation.Entries(federation.Asker, AuditKinds.Answered));
    }

    [Fact]
    public async Task The_first_answer_survives_a_restart_and_a_new_version_of_the_definition()
    {
        await using var federation = await StartAsync();
        var consent = federation.Consent(Subject);
        var first = Assert.IsType<VerificationOutcome.Answered>(await federation.AskAsync(Subject, consent, "k"));
        await federation.Asker.RestartAsync();
        federation.Publish(TestFederation.DefinitionYaml(TestFederation.DefinitionId, 2, ["i1", "i2"], "!i1 && i2"));

        var second = Assert.IsType<VerificationOutcome.Answered>(await federation.AskAsync(Subject, consent, "k"));

        var directory = federation.Asker.Directories.Current!;
        var before = VerificationReceipt.Verify(first.Receipt, directory);
        var after = VerificationReceipt.Verify(second.Receipt, directory);
        Assert.True(after.IsValid, string.Join("; ", after.Problems));
        Assert.Equal(before.Claims!.ToJson(), after.Claims!.ToJson());
        Assert.Equal(first.Result, second.Result);
    }

    [Fact]
    public async Task The_same_key_with_another_question_is_refused_also_after_a_restart()
    {
        await using var federation = await StartAsync();
        await federation.AskAsync(Subject, key: "k");
        await federation.Asker.RestartAsync();
        var failed = Assert.IsType<VerificationOutcome.Failed>(await federation.AskAsync(TestSubject.Number(1), key: "k"));
        Assert.Equal(VerificationReasons.IdempotencyKeyReused, failed.Code);
    }

    [Fact]
    public async Task Callers_with_one_key_at_the_same_time_share_one_run()
    {
        await using var federation = await StartAsync();
        var consent = federation.Consent(Subject, uses: 1);
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => federation.AskAsync(Subject, consent, "k"))));
        Assert.Single(outcomes.Select(outcome => Assert.IsType<VerificationOutcome.Answered>(outcome).Receipt).Distinct());
        Assert.Equal(1, TestFederation.Entries(federation.Nodes["p1"], AuditKinds.Granted));
    }

    [Fact]
    public async Task A_requester_that_stopped_before_the_answer_asks_under_the_same_id_again()
    {
        await using var federation = await StartAsync();
        var consent = federation.Consent(Subject, uses: 1);
        federation.Wiretap.Back = (_, _, _) => null;
        Assert.IsType<VerificationOutcome.Failed>(await federation.AskAsync(Subject, consent, "k"));
        await federation.Asker.RestartAsync();
        await federation.Nodes["p1"].RestartAsync();
        federation.Wiretap.Reset();

        Assert.IsType<VerificationOutcome.Answered>(await federation.AskAsync(Subject, consent, "k"));
        Assert.Equal(1, TestFederation.Entries(federation.Nodes["p1"], AuditKinds.Released));
    }

    [Fact]
    public async Task A_caller_that_gave_up_finds_the_answer_that_came_after_it_had_gone()
    {
        await using var federation = await StartAsync();
        var consent = federation.Consent(Subject, uses: 1);
        using var gone = new CancellationTokenSource();
        federation.Wiretap.There = frame =>
        {
            gone.Cancel();
            return frame;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => federation.Asker.Requester.VerifyAsync(federation.Question(Subject, consent, "k"), gone.Token));

        Assert.IsType<VerificationOutcome.Answered>(await federation.AskAsync(Subject, consent, "k"));
        Assert.Equal(1, TestFederation.Entries(federation.Asker, AuditKinds.Answered));
    }

    [Fact]
    public async Task Without_a_key_each_call_is_a_new_question()
    {
        await using var federation = await StartAsync();
        var consent = federation.Consent(Subject, uses: 2);
        var first = Assert.IsType<VerificationOutcome.Answered>(await federation.AskAsync(Subject, consent));
        var second = Assert.IsType<VerificationOutcome.Answered>(await federation.AskAsync(Subject, consent));
        Assert.NotEqual(first.Receipt, second.Receipt);
        Assert.Equal(2, TestFederation.Entries(federation.Nodes["p1"], AuditKinds.Granted));
    }

    [Theory]
    [InlineData("键")]
    [InlineData("a\nb")]
    public async Task A_key_that_is_not_printable_ascii_is_refused(string key)
    {
        await using var federation = await StartAsync();
        var failed = Assert.IsType<VerificationOutcome.Failed>(await federation.AskAsync(Subject, key: key));
        Assert.Equal(VerificationReasons.InvalidIdempotencyKey, failed.Code);
    }

    private static Task<TestFederation> StartAsync() =>
        TestFederation.StartAsync(2, built => built.Providers.ToList().ForEach(provider => provider.Register.Add(Subject, true)));
}
