using FedExchange.Crypto.PublicKey;
using FedExchange.Federation.Tests.TestBed;
using FedExchange.Governance;
using FedExchange.Governance.Audit;
using FedExchange.Governance.Consent;
using FedExchange.Node.Participations;

namespace FedExchange.Federation.Tests.Verification;

/// <summary>Bad questions: a clear error that says what to do, an entry where a provider was asked, nothing counted, nothing lost.</summary>
public sealed class RefusalTests
{
    private static readonly TestSubject Subject = TestSubject.Number(0);

    public static TheoryData<string> ConsentCases =>
    [
        ConsentRefusal.Expired, ConsentRefusal.NotYetValid, ConsentRefusal.Foreign, ConsentRefusal.WrongSubject, ConsentRefusal.WrongDefinition,
        ConsentRefusal.WrongPurpose, ConsentRefusal.BadSignature, ConsentRefusal.UnknownIssuer, ConsentRefusal.Malformed, ConsentRefusal.Missing,
    ];

    [Theory]
    [MemberData(nameof(ConsentCases))]
    public async Task Each_fault_of_a_consent_is_refused_by_the_providers_and_logged(string reason)
    {
        await using var federation = await StartAsync();
        using var stranger = SigningKey.Create();
        var now = federation.Time.GetUtcNow();
        var consent = reason switch
        {
            ConsentRefusal.Expired => federation.Consent(Subject, change: c => c with { NotBefore = now.AddHours(-2), Expires = now.AddHours(-1) }),
            ConsentRefusal.NotYetValid => federation.Consent(Subject, change: c => c with { NotBefore = now.AddHours(1), Expires = now.AddHours(2) }),
            ConsentRefusal.Foreign => federation.Consent(Subject, change: c => c with { Requester = "somebody-else" }),
            ConsentRefusal.WrongSubject => federation.Consent(TestSubject.Number(1)),
            ConsentRefusal.WrongDefinition => federation.Consent(Subject, change: c => c with { DefinitionHash = new string('0', 64) }),
            ConsentRefusal.WrongPurpose => federation.Consent(Subject, change: c => c with { Purpose = "another.purpose" }),
            ConsentRefusal.BadSignature => federation.Consent(Subject, key: stranger),
            ConsentRefusal.UnknownIssuer => federation.Consent(Subject, change: c => c with { Issuer = "p1" }, key: federation.Nodes["p1"].SignKey),
            ConsentRefusal.Malformed => "not.a.token",
            _ => "",
        };

        var failed = Assert.IsType<VerificationOutcome.Failed>(await federation.AskAsync(Subject, consent));

        Assert.Equal(reason, failed.Code);
        Assert.Equal("p1", failed.Provider);
        Assert.Equal(reason == ConsentRefusal.NotYetValid, failed.Retryable);
        Assert.DoesNotContain(Subject.Id, failed.Detail, StringComparison.Ordinal);
        foreach (var provider in federation.Providers)
        {
            Assert.Equal(1, TestFederation.Entries(provider, AuditKinds.Denied));
            Assert.Equal(0, TestFederation.Entries(provider, AuditKinds.Granted));
        }

        Assert.Equal(Ternary.True, Assert.IsType<VerificationOutcome.Answered>(await federation.AskAsync(Subject)).Result);
    }

    [Fact]
    public async Task A_consent_is_good_for_as_many_questions_as_it_says_also_after_a_restart()
    {
        await using var federation = await StartAsync();
        var consent = federation.Consent(Subject, uses: 2);

        Assert.IsType<VerificationOutcome.Answered>(await federation.AskAsync(Subject, consent));
        await federation.Nodes["p1"].RestartAsync();
        Assert.IsType<VerificationOutcome.Answered>(await federation.AskAsync(Subject, consent));
        await federation.Nodes["p2"].RestartAsync();
        var failed = Assert.IsType<VerificationOutcome.Failed>(await federation.AskAsync(Subject, consent));

        Assert.Equal(ConsentRefusal.UsedUp, failed.Code);
    }

    [Theory]
    [InlineData("no.such.definition", VerificationReasons.UnknownDefinition)]
    [InlineData("housing.first-home@9", VerificationReasons.UnknownDefinition)]
    public async Task An_unknown_definition_or_version_is_refused_without_asking_anybody(string definition, string code)
    {
        await using var federation = await StartAsync();
        var outcome = await federation.Asker.Requester.VerifyAsync(
            new VerificationQuestion { Definition = definition, SubjectId = Subject.Id, Consent = federation.Consent(Subject) }, CancellationToken.None);
        Assert.Equal(code, Assert.IsType<VerificationOutcome.Failed>(outcome).Code);
        Assert.Empty(federation.Wiretap.All);
    }

    [Fact]
    public async Task The_published_version_can_be_named()
    {
        await using var federation = await StartAsync();
        var outcome = await federation.Asker.Requester.VerifyAsync(
            new VerificationQuestion { Definition = "housing.first-home@1", SubjectId = Subject.Id, SubjectName = Subject.Name, Consent = federation.Consent(Subject) }, CancellationToken.None);
        Assert.IsType<VerificationOutcome.Answered>(outcome);
    }

    [Theory]
    [InlineData("123")]
    [InlineData("110105194912310021")]
    [InlineData("not a number at all")]
    public async Task A_malformed_identifier_is_refused_without_asking_anybody(string id)
    {
        await using var federation = await StartAsync();
        var outcome = await federation.Asker.Requester.VerifyAsync(
            new VerificationQuestion { Definition = TestFederation.DefinitionId, SubjectId = id, Consent = federation.Consent(Subject) }, CancellationToken.None);
        var failed = Assert.IsType<VerificationOutcome.Failed>(outcome);
        Assert.Equal(VerificationReasons.InvalidSubjectId, failed.Code);
        Assert.DoesNotContain(id, failed.Detail, StringComparison.Ordinal);
        Assert.Empty(federation.Wiretap.All);
    }

    [Fact]
    public async Task A_wrong_purpose_is_refused_by_this_node_and_by_a_provider()
    {
        await using var federation = await StartAsync();
        var outcome = await federation.Asker.Requester.VerifyAsync(federation.Question(Subject, purpose: "marketing"), CancellationToken.None);
        Assert.Equal(VerificationReasons.WrongPurpose, Assert.IsType<VerificationOutcome.Failed>(outcome).Code);

        var raw = new RawRequester(federation);
        var proposal = raw.Propose(Subject);
        proposal.Purpose = "marketing";
        Assert.Equal("PURPOSE_NOT_ALLOWED", (await raw.RefusalAsync("p1", proposal)).Reason);
        Assert.Equal(1, TestFederation.Entries(federation.Nodes["p1"], AuditKinds.Denied));
    }

    [Fact]
    public async Task A_definition_that_one_officer_has_not_approved_is_refused()
    {
        await using var federation = await StartAsync();
        federation.Nodes["p2"].Approvals.Revoke(TestFederation.DefinitionId);
        var failed = Assert.IsType<VerificationOutcome.Failed>(await federation.AskAsync(Subject));
        Assert.Equal(("DEFINITION_NOT_APPROVED", "p2"), (failed.Code, failed.Provider));
    }

    [Fact]
    public async Task A_provider_without_a_policy_refuses_everything()
    {
        await using var federation = await StartAsync();
        federation.Nodes["p1"].Policy = null;
        var failed = Assert.IsType<VerificationOutcome.Failed>(await federation.AskAsync(Subject));
        Assert.Equal(("POLICY_MISSING", "p1"), (failed.Code, failed.Provider));
    }

    [Fact]
    public async Task A_definition_that_does_not_fit_a_register_is_refused_and_names_the_problem()
    {
        await using var federation = await StartAsync();
        var yaml = TestFederation.DefinitionYaml(TestFederation.DefinitionId, 2, ["i1", "i2"], "i1 && i2").Replace("i2: {node: p2, predicate: facts.holds == true}", "i2: {node: p2, predicate: facts.nothing == true}", StringComparison.Ordinal);
        federation.Publish(yaml);
        foreach (var provider in federation.Providers)
        {
            provider.Approvals.Approve(TestFederation.DefinitionId, federation.Definition.HashHex, federation.Time.GetUtcNow());
        }

        var failed = Assert.IsType<VerificationOutcome.Failed>(await federation.AskAsync(Subject));
        Assert.Equal((VerificationReasons.UnusableDefinition, "p2"), (failed.Code, failed.Provider));
        Assert.Contains("i2", failed.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_with_an_older_directory_says_that_it_does_not_know_the_definition()
    {
        await using var federation = await StartAsync();
        federation.Publish(TestFederation.DefinitionYaml(TestFederation.DefinitionId, 2, ["i1", "i2"], "i1 && !i2"), "asker", "p1", "issuer");
        federation.Nodes["p1"].Approvals.Approve(TestFederation.DefinitionId, federation.Definition.HashHex, federation.Time.GetUtcNow());
        var failed = Assert.IsType<VerificationOutcome.Failed>(await federation.AskAsync(Subject));
        Assert.Equal(("DEFINITION_UNKNOWN", "p2"), (failed.Code, failed.Provider));
        Assert.Equal(1, TestFederation.Entries(federation.Nodes["p2"], AuditKinds.Denied));
    }

    [Fact]
    public async Task A_request_id_that_was_used_for_another_question_is_refused_also_after_a_restart()
    {
        await using var federation = await StartAsync();
        var raw = new RawRequester(federation);
        var first = raw.Propose(Subject);
        await raw.ShareAsync("p1", first);
        await federation.Nodes["p1"].RestartAsync();
        var second = raw.Propose(TestSubject.Number(1), requestId: first.RequestId.ToByteArray());
        Assert.Equal("REQUEST_REUSED", (await raw.RefusalAsync("p1", second)).Reason);
    }

    [Fact]
    public async Task An_identifier_that_is_not_canonical_is_refused_by_a_provider()
    {
        await using var federation = await StartAsync();
        var raw = new RawRequester(federation);
        var proposal = raw.Propose(Subject);
        proposal.Subject.Id = Subject.Id + " ";
        Assert.Equal(VerificationReasons.MalformedProposal, (await raw.RefusalAsync("p1", proposal)).Reason);
        Assert.Equal(1, TestFederation.Entries(federation.Nodes["p1"], "turned-down"));
    }

    [Fact]
    public async Task A_proposal_long_after_its_deadline_is_refused()
    {
        await using var federation = await StartAsync();
        var raw = new RawRequester(federation);
        var proposal = raw.Propose(Subject);
        federation.Time.Advance(TimeSpan.FromSeconds(75));
        Assert.Equal(VerificationReasons.DeadlinePassed, (await raw.RefusalAsync("p1", proposal)).Reason);
    }

    [Fact]
    public async Task A_definition_that_wants_a_name_is_not_asked_without_one()
    {
        await using var federation = await TestFederation.StartAsync(2, name: "required");
        var outcome = await federation.Asker.Requester.VerifyAsync(
            new VerificationQuestion { Definition = TestFederation.DefinitionId, SubjectId = Subject.Id, Consent = federation.Consent(Subject) }, CancellationToken.None);
        Assert.Equal(VerificationReasons.InvalidSubjectName, Assert.IsType<VerificationOutcome.Failed>(outcome).Code);
    }

    [Fact]
    public async Task With_an_expired_directory_nobody_asks_and_nobody_answers()
    {
        await using var federation = await StartAsync();
        federation.Time.Advance(TimeSpan.FromDays(8));
        var failed = Assert.IsType<VerificationOutcome.Failed>(await federation.AskAsync(Subject));
        Assert.True(failed.Retryable);
        Assert.Contains("DIRECTORY_EXPIRED", failed.Detail, StringComparison.Ordinal);
        Assert.Empty(federation.Wiretap.All);
    }

    private static Task<TestFederation> StartAsync() =>
        TestFederation.StartAsync(2, built => built.Providers.ToList().ForEach(provider => provider.Register.Add(Subject, true)));
}
