using System.Text;
using FedExchange.Governance.Audit;
using FedExchange.Governance.Consent;
using FedExchange.Governance.Policy;
using FedExchange.Governance.Tests.Support;

namespace FedExchange.Governance.Tests.Policy;

public sealed class PolicyGateTests : IAsyncLifetime
{
    private readonly GateBed _node = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_policy_allows_is_granted_after_the_entry_is_durable()
    {
        var granted = await _node.GrantedAsync(_node.Request(_node.Region.Consent()));

        Assert.Null(granted.Earlier);
        Assert.Equal("one-stop", granted.Grant.Requester);
        Assert.Equal("property", Assert.Single(granted.Grant.Tables));
        Assert.Same(_node.Region.Definition, granted.Grant.Definition);
        Assert.NotNull(granted.Grant.ConsentHash);
        var entry = _node.Log.Read(granted.Grant.AuditIndex).Single();
        Assert.Equal(AuditKinds.Granted, entry.Kind);
        Assert.Equal("first-home checks", entry.Text("rule"));
        Assert.True(_node.Log.Checkpoint.Size > granted.Grant.AuditIndex);
    }

    [Fact]
    public async Task Without_a_policy_everything_is_refused()
    {
        _node.Policy = null;
        await _node.DeniedAsync(_node.Request(_node.Region.Consent()), RefusalReason.PolicyMissing);
        await _node.DeniedAsync(_node.CountRequest(), RefusalReason.PolicyMissing);
    }

    [Fact]
    public async Task Without_a_directory_or_with_an_expired_one_everything_is_refused_until_a_new_one_comes()
    {
        _node.Directory = null;
        Assert.True((await _node.DeniedAsync(_node.Request(_node.Region.Consent()), RefusalReason.DirectoryStale)).Retryable);
        _node.Directory = _node.Region.Directory;
        _node.Bed.Clock.Advance(TimeSpan.FromDays(8));
        await _node.DeniedAsync(_node.Request(_node.Region.Consent()), RefusalReason.DirectoryStale);
        _node.Directory = _node.Region.Build(version: 6, issued: _node.Bed.Clock.GetUtcNow());
        await _node.GrantedAsync(_node.Request(_node.Region.Consent()));
    }

    [Fact]
    public async Task A_stranger_and_a_suspended_member_are_refused()
    {
        _node.Policy = GateBed.Parse(GateBed.Generous.Replace("[one-stop]", "\"*\"", StringComparison.Ordinal));
        await _node.DeniedAsync(_node.Request(_node.Region.Consent(), requester: "stranger"), RefusalReason.RequesterUnknown);
        _node.Directory = _node.Region.Build(suspended: "one-stop");
        await _node.DeniedAsync(_node.Request(_node.Region.Consent()), RefusalReason.RequesterUnknown);
    }

    [Fact]
    public async Task Another_requester_purpose_definition_or_protocol_than_the_rule_names_is_refused()
    {
        await _node.DeniedAsync(_node.Request(requester: "bank"), RefusalReason.RequesterNotAllowed);
        await _node.DeniedAsync(_node.Request(purpose: "advertising"), RefusalReason.PurposeNotAllowed);
        await _node.DeniedAsync(_node.CountRequest(), RefusalReason.ProtocolNotAllowed);
        _node.Policy = GateBed.Parse(GateBed.Generous.Replace("definitions: [housing.first-home]", "definitions: [other]", StringComparison.Ordinal));
        var denied = await _node.DeniedAsync(_node.Request(), RefusalReason.DefinitionNotAllowed);
        Assert.Equal("first-home checks", denied.Rule);
    }

    [Fact]
    public async Task A_purpose_that_the_definition_does_not_have_is_refused_even_if_the_rule_allows_it()
    {
        _node.Policy = GateBed.Parse(GateBed.Generous.Replace("purposes: [housing.first-home]", "purposes: \"*\"", StringComparison.Ordinal));
        await _node.DeniedAsync(_node.Request(_node.Region.Consent(), purpose: "curiosity"), RefusalReason.PurposeNotAllowed);
    }

    [Fact]
    public async Task A_definition_that_is_unknown_or_differs_from_what_was_named_is_refused()
    {
        var good = _node.Request(_node.Region.Consent());
        await _node.DeniedAsync(Change(good, definition: null), RefusalReason.DefinitionUnknown);
        await _node.DeniedAsync(Change(good, good.Definition, hash: new string('0', 64)), RefusalReason.DefinitionUnknown);
    }

    [Fact]
    public async Task A_definition_is_refused_until_the_officer_has_approved_this_very_version()
    {
        _node.Approvals.Revoke(_node.Region.Definition.Id);
        await _node.DeniedAsync(_node.Request(_node.Region.Consent()), RefusalReason.DefinitionNotApproved);
        _node.Approvals.Approve(_node.Region.Definition.Id, new string('0', 64), LogBed.Start);
        await _node.DeniedAsync(_node.Request(_node.Region.Consent()), RefusalReason.DefinitionNotApproved);

        // The command line approves while the node runs.
        DefinitionApprovals.Open(_node.Bed.Folder["approvals.json"]).Approve(_node.Region.Definition.Id, _node.Region.Definition.HashHex, LogBed.Start);
        await _node.GrantedAsync(_node.Request(_node.Region.Consent()));
    }

    [Fact]
    public async Task A_node_that_the_definition_asks_nothing_of_refuses()
    {
        _node.NodeId = "hospital";
        await _node.ReopenAsync();
        await _node.DeniedAsync(_node.Request(_node.Region.Consent()), RefusalReason.NotAProvider);
    }

    [Fact]
    public async Task Without_a_consent_nothing_is_read_unless_the_rule_says_so()
    {
        await _node.DeniedAsync(_node.Request(), ConsentRefusal.Missing);
        _node.Policy = GateBed.Parse(GateBed.Generous + "\n    consent: not-required");
        await _node.GrantedAsync(_node.Request());
        await _node.DeniedAsync(_node.Request("not.a.token"), ConsentRefusal.Malformed);
    }

    [Fact]
    public async Task Every_refused_consent_is_an_entry()
    {
        var claims = _node.Region.Claims();
        await _node.DeniedAsync(_node.Request(_node.Region.Sign(claims with { Requester = "bank" })), ConsentRefusal.Foreign);
        await _node.DeniedAsync(_node.Request(_node.Region.Sign(claims with { Expires = LogBed.Start.AddMinutes(-5) })), ConsentRefusal.Expired);
        Assert.True((await _node.DeniedAsync(_node.Request(_node.Region.Sign(claims with { NotBefore = LogBed.Start.AddHours(1) })), ConsentRefusal.NotYetValid)).Retryable);
    }

    [Fact]
    public async Task A_consent_is_good_for_its_number_of_uses_and_no_more_also_after_a_restart()
    {
        var consent = _node.Region.Consent(maxUses: 2);
        await _node.GrantedAsync(_node.Request(consent));
        await _node.ReopenAsync();
        await _node.GrantedAsync(_node.Request(consent));
        await _node.DeniedAsync(_node.Request(consent), ConsentRefusal.UsedUp);
        await _node.ReopenAsync(forgetLedger: true);
        await _node.DeniedAsync(_node.Request(consent), ConsentRefusal.UsedUp);
    }

    [Fact]
    public async Task A_consent_signed_anew_under_the_same_id_has_no_new_uses()
    {
        var claims = _node.Region.Claims(tokenId: "t-1");
        await _node.GrantedAsync(_node.Request(_node.Region.Sign(claims)));
        await _node.DeniedAsync(_node.Request(_node.Region.Sign(claims)), ConsentRefusal.UsedUp);
        await _node.DeniedAsync(_node.Request(_node.Region.Sign(_node.Region.Claims(tokenId: "t-1"))), ConsentRefusal.UsedUp);
    }

    [Fact]
    public async Task Of_many_requests_at_once_exactly_as_many_as_the_consent_allows_are_granted()
    {
        var consent = _node.Region.Consent(maxUses: 5);
        var decisions = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ =>
            Task.Run(async () => await _node.Gate.DecideAsync(_node.Request(consent), Cancel))));
        Assert.Equal(5, decisions.OfType<Decision.Granted>().Count());
        Assert.All(decisions.OfType<Decision.Denied>(), d => Assert.Equal(ConsentRefusal.UsedUp, d.Reason));
    }

    [Fact]
    public async Task The_limit_by_requester_holds_in_a_window_and_starts_again_in_the_next()
    {
        _node.Policy = GateBed.Parse(GateBed.Generous + "\n    limits: {perRequester: 3/h}");
        var consent = _node.Region.Consent(maxUses: 100);
        for (var i = 0; i < 3; i++)
        {
            await _node.GrantedAsync(_node.Request(consent));
        }

        Assert.True((await _node.DeniedAsync(_node.Request(consent), RefusalReason.RateLimited)).Retryable);
        await _node.ReopenAsync();
        await _node.DeniedAsync(_node.Request(consent), RefusalReason.RateLimited);

        // It was half past nine; what was refused has used nothing up.
        _node.Bed.Clock.Advance(TimeSpan.FromMinutes(30));
        for (var i = 0; i < 3; i++)
        {
            await _node.GrantedAsync(_node.Request(consent));
        }

        await _node.DeniedAsync(_node.Request(consent), RefusalReason.RateLimited);
    }

    [Fact]
    public async Task The_limit_by_subject_counts_each_subject_for_itself()
    {
        _node.Policy = GateBed.Parse(GateBed.Generous + "\n    consent: not-required\n    limits: {perSubject: 1/d}");
        await _node.GrantedAsync(_node.Request());
        await _node.DeniedAsync(_node.Request(), RefusalReason.RateLimited);
        var other = _node.Request();
        await _node.GrantedAsync(Change(other, other.Definition, subject: "110105199001011234"));
    }

    [Fact]
    public async Task The_definitions_own_limit_holds_beside_the_rules()
    {
        _node.Policy = GateBed.Parse(GateBed.Generous + "\n    limits: {perSubject: 1000/d}");
        var consent = _node.Region.Consent(maxUses: 1000);
        for (var i = 0; i < 50; i++)
        {
            await _node.GrantedAsync(_node.Request(consent));
        }

        await _node.DeniedAsync(_node.Request(consent), RefusalReason.RateLimited);
    }

    [Fact]
    public async Task The_same_request_again_before_its_release_is_granted_without_another_use()
    {
        var request = _node.Request(_node.Region.Consent(maxUses: 1));
        var first = await _node.GrantedAsync(request);
        var second = await _node.GrantedAsync(request);
        await _node.ReopenAsync();
        var third = await _node.GrantedAsync(request);

        Assert.Null(second.Earlier);
        Assert.Null(third.Earlier);
        Assert.NotEqual(first.Grant.AuditIndex, second.Grant.AuditIndex);
        Assert.Equal([AuditKinds.Granted, AuditKinds.GrantedAgain, AuditKinds.GrantedAgain], _node.Log.Read(1).Select(e => e.Kind));
    }

    [Fact]
    public async Task The_same_request_again_after_its_release_gives_the_same_bytes()
    {
        var request = _node.Request(_node.Region.Consent(maxUses: 1));
        var granted = await _node.GrantedAsync(request);
        var release = await _node.Releases.ReleaseAsync(granted.Grant, "one-stop", new byte[] { 1, 2, 3 }, Cancel);
        foreach (var forget in new[] { false, true })
        {
            await _node.ReopenAsync(forget);
            var again = await _node.GrantedAsync(request);
            Assert.Equal([1, 2, 3], again.Earlier!.Bytes.ToArray());
            Assert.Equal(release.AuditIndex, again.Earlier.AuditIndex);
        }
    }

    [Fact]
    public async Task A_request_id_used_for_another_question_or_by_another_requester_is_refused_also_after_a_restart()
    {
        _node.Policy = GateBed.Parse(GateBed.Generous.Replace("[one-stop]", "[one-stop, bank]", StringComparison.Ordinal) + "\n    consent: not-required");
        var request = _node.Request();
        await _node.GrantedAsync(request);
        foreach (var forget in new[] { false, true })
        {
            await _node.DeniedAsync(_node.Request(id: request.RequestId.ToArray()), RefusalReason.RequestReused);
            await _node.DeniedAsync(_node.Request(id: request.RequestId.ToArray(), binding: request.Binding.ToArray(), requester: "bank"), RefusalReason.RequestReused);
            await _node.ReopenAsync(forget);
        }
    }

    [Fact]
    public async Task A_refused_request_does_not_use_its_id_up()
    {
        var request = _node.Request();
        await _node.DeniedAsync(request, ConsentRefusal.Missing);
        await _node.GrantedAsync(_node.Request(_node.Region.Consent(), request.RequestId.ToArray(), request.Binding.ToArray()));
    }

    [Fact]
    public async Task A_count_needs_a_rule_for_its_tables_and_a_minimum_that_is_high_enough()
    {
        _node.Policy = GateBed.Parse("""
            rules:
              - name: yearly figures
                protocol: count
                requesters: "*"
                purposes: [statistics]
                tables: [property]
                minimum: 10
            """);
        var granted = await _node.GrantedAsync(_node.CountRequest());
        Assert.Equal(10, granted.Grant.Minimum);
        await _node.DeniedAsync(_node.CountRequest(minimum: 9), RefusalReason.MinimumTooLow);
        await _node.DeniedAsync(_node.CountRequest(10, "one-stop", "property", "owners"), RefusalReason.TableNotAllowed);
    }

    [Fact]
    public async Task No_entry_holds_the_subjects_id_not_even_when_it_hides_in_another_field()
    {
        var consent = _node.Region.Consent(maxUses: 3);
        await _node.GrantedAsync(_node.Request(consent));
        await _node.DeniedAsync(_node.Request(consent, purpose: Region.Subject), RefusalReason.PurposeNotAllowed);
        await _node.DeniedAsync(_node.Request(consent, requester: Region.Subject), RefusalReason.RequesterUnknown);
        var bytes = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(_node.Bed.Entries, Cancel));
        Assert.DoesNotContain(Region.Subject[..^1], bytes, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ids_of_a_wrong_length_are_the_callers_mistake()
    {
        await Assert.ThrowsAsync<ArgumentException>(async () => await _node.Gate.DecideAsync(_node.Request(id: [1]), Cancel));
        await Assert.ThrowsAsync<ArgumentException>(async () => await _node.Gate.DecideAsync(_node.Request(binding: [1]), Cancel));
    }

    [Fact]
    public async Task When_the_log_cannot_be_written_nothing_is_granted()
    {
        await _node.Log.DisposeAsync();
        await Assert.ThrowsAsync<AuditLogException>(async () => await _node.Gate.DecideAsync(_node.Request(_node.Region.Consent()), Cancel));
    }

    private static AccessRequest Change(AccessRequest r, Governance.Definitions.VerificationDefinition? definition, string? hash = null, string? subject = null) => new()
    {
        Protocol = r.Protocol,
        Requester = r.Requester,
        Purpose = r.Purpose,
        RequestId = r.RequestId,
        Binding = r.Binding,
        DefinitionId = r.DefinitionId,
        DefinitionHash = hash ?? r.DefinitionHash,
        Definition = definition,
        CanonicalSubjectId = subject ?? r.CanonicalSubjectId,
        Consent = r.Consent,
        Tables = r.Tables,
    };
}
