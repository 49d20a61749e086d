using FedExchange.Governance.Audit;
using FedExchange.Governance.Policy;
using FedExchange.Governance.Tests.Support;

namespace FedExchange.Governance.Tests.Policy;

public sealed class ReleaseGateTests : IAsyncLifetime
{
    private readonly GateBed _node = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _node.DisposeAsync();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_answer_leaves_after_its_entry_which_holds_the_bytes()
    {
        var granted = await _node.GrantedAsync(_node.Request(_node.Region.Consent()));
        var release = await _node.Releases.ReleaseAsync(granted.Grant, "one-stop", new byte[] { 9, 8, 7 }, Cancel);

        Assert.Equal([9, 8, 7], release.Answer.ToArray());
        var entry = _node.Log.Read(release.AuditIndex).Single();
        Assert.Equal(AuditKinds.Released, entry.Kind);
        Assert.Equal([9, 8, 7], entry.Bytes("answer"));
    }

    [Fact]
    public async Task An_answer_goes_to_nobody_but_the_requester()
    {
        var request = _node.Request(_node.Region.Consent());
        var granted = await _node.GrantedAsync(request);
        var refused = await Assert.ThrowsAsync<ReleaseException>(async () =>
            await _node.Releases.ReleaseAsync(granted.Grant, "bank", new byte[] { 1 }, Cancel));
        Assert.Equal(RefusalReason.RecipientNotAllowed, refused.Reason);
        Assert.Equal(AuditKinds.ReleaseDenied, _node.Log.Read().Last().Kind);
        Assert.Null((await _node.GrantedAsync(request)).Earlier);
    }

    [Fact]
    public async Task Two_differently_masked_answers_to_one_request_never_leave()
    {
        var request = _node.Request(_node.Region.Consent());
        var first = await _node.GrantedAsync(request);
        var second = await _node.GrantedAsync(request);
        var releases = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(async () =>
            await _node.Releases.ReleaseAsync(i % 2 == 0 ? first.Grant : second.Grant, "one-stop", new[] { (byte)i }, Cancel))));

        Assert.Single(releases.Select(r => r.Answer.Span[0]).Distinct());
        Assert.Single(releases.Select(r => r.AuditIndex).Distinct());
        Assert.Single(_node.Log.Read(), e => e.Kind == AuditKinds.Released);
    }

    [Fact]
    public async Task An_answer_that_is_too_large_is_refused()
    {
        var granted = await _node.GrantedAsync(_node.Request(_node.Region.Consent()));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () =>
            await _node.Releases.ReleaseAsync(granted.Grant, "one-stop", new byte[(1 << 20) + 1], Cancel));
    }

    [Fact]
    public void Grants_and_releases_cannot_be_made_by_anybody_else()
    {
        Assert.Empty(typeof(QueryGrant).GetConstructors());
        Assert.Empty(typeof(Release).GetConstructors());
        Assert.Empty(typeof(ReleasedAnswer).GetConstructors());
        Assert.False(typeof(QueryGrant).IsValueType);
        Assert.DoesNotContain(
            typeof(QueryGrant).Assembly.GetCustomAttributesData(),
            a => a.AttributeType.Name == "InternalsVisibleToAttribute");
    }
}
