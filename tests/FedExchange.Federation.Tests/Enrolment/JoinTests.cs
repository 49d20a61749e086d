using FedExchange.Federation.Tests.Links;
using FedExchange.Node;
using FedExchange.Node.Identity;
using FedExchange.Wire;

namespace FedExchange.Federation.Tests.Enrolment;

public sealed class JoinTests
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task A_node_joins_after_approval_and_can_be_asked_again()
    {
        await using var region = await TestRegion.StartAsync();
        var folder = Init(region, "household");
        var token = await region.TokenAsync("household", preApproved: false);
        var waiting = new TaskCompletionSource();
        var progress = new Told(stage =>
        {
            if (stage == JoinProgress.WaitingForApproval)
            {
                waiting.TrySetResult();
            }
        });

        var joining = Join(folder, token, progress);
        await waiting.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Equal("NODE_NOT_JOINED", Assert.Throws<NodeException>(() => NodeIdentity.Load(folder)).Code);
        await region.AsOperatorAsync(admin => admin.DecideEnrolmentAsync("household", true, TestContext.Current.CancellationToken));
        var outcome = await joining;
        Assert.Equal(("household", "test-region"), (outcome.NodeId, outcome.Region));

        // the same token and keys give the same membership: a join that was interrupted is simply repeated
        var again = await Join(folder, token);
        Assert.Equal(outcome.KeyFingerprint, again.KeyFingerprint);
        using var identity = NodeIdentity.Load(folder);
        Assert.Equal("household", identity.NodeId);
        Assert.Equal(region.Coordinator!.Address, NodeOptionsFile.Read(new NodePaths(folder)).Coordinator);
    }

    [Fact]
    public async Task A_wait_can_be_given_up_and_taken_up_again()
    {
        await using var region = await TestRegion.StartAsync();
        var folder = Init(region, "household");
        var token = await region.TokenAsync("household", preApproved: false);
        using var impatience = new CancellationTokenSource();
        var first = NodeEnrolment.JoinAsync(
            folder, token, new Told(stage => { if (stage == JoinProgress.WaitingForApproval) { impatience.Cancel(); } }), Poll, cancellationToken: impatience.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        await region.AsOperatorAsync(admin => admin.DecideEnrolmentAsync("household", true, TestContext.Current.CancellationToken));
        Assert.Equal("household", (await Join(folder, token)).NodeId);
    }

    [Fact]
    public async Task A_refusal_by_the_operator_ends_the_wait()
    {
        await using var region = await TestRegion.StartAsync();
        var folder = Init(region, "household");
        var token = await region.TokenAsync("household", preApproved: false);
        var progress = new Told(stage =>
        {
            if (stage == JoinProgress.WaitingForApproval)
            {
                _ = region.AsOperatorAsync(admin => admin.DecideEnrolmentAsync("household", false));
            }
        });
        Assert.Equal("ENROLMENT_REFUSED", (await Assert.ThrowsAsync<NodeException>(() => Join(folder, token, progress))).Code);
    }

    [Fact]
    public async Task A_token_works_for_one_set_of_keys_and_one_id()
    {
        await using var region = await TestRegion.StartAsync();
        var token = await region.TokenAsync("household");
        var folder = Init(region, "household");
        await Join(folder, token);
        var thief = region.FolderOf("thief");
        NodeSetup.Init(thief, "household");
        Assert.Equal("ENROLMENT_REFUSED", (await Assert.ThrowsAsync<NodeException>(() => Join(thief, token))).Code);
        var other = Init(region, "marriage");
        var foreign = await region.TokenAsync("property");
        Assert.Equal("ENROLMENT_REFUSED", (await Assert.ThrowsAsync<NodeException>(() => Join(other, foreign))).Code);
    }

    [Fact]
    public async Task A_coordinator_of_another_region_does_not_get_the_secret()
    {
        await using var region = await TestRegion.StartAsync();
        var folder = Init(region, "household");
        Assert.True(EnrolmentToken.TryParse(await region.TokenAsync("household"), out var token));
        var foreign = new EnrolmentToken(token!.Address, new string('0', 64), token.Secret).Encode();
        Assert.Equal("COORDINATOR_NOT_TRUSTED", (await Assert.ThrowsAsync<NodeException>(() => Join(folder, foreign))).Code);
        Assert.False(File.Exists(new NodePaths(folder).AuthCertificate));
    }

    [Fact]
    public async Task A_token_that_was_copied_wrongly_is_noticed_before_anything_is_sent()
    {
        using var folder = new ScratchFolder();
        NodeSetup.Init(folder["node"], "household");
        var good = new EnrolmentToken("127.0.0.1:9", new string('a', 64), "secret").Encode();
        foreach (var text in new[] { "", "fedx1.", good[..^1], good[1..], good.Replace("fedx1", "fedx2", StringComparison.Ordinal), good[..20] + "A" + good[21..] })
        {
            Assert.Equal("TOKEN_INVALID", (await Assert.ThrowsAsync<NodeException>(() => Join(folder["node"], text))).Code);
        }
    }

    [Fact]
    public async Task An_absent_coordinator_is_told_as_such()
    {
        using var folder = new ScratchFolder();
        NodeSetup.Init(folder["node"], "household");
        var token = new EnrolmentToken("127.0.0.1:9", new string('a', 64), "secret").Encode();
        var refused = await Assert.ThrowsAsync<NodeException>(() => Join(folder["node"], token));
        Assert.Equal("COORDINATOR_UNREACHABLE", refused.Code);
        Assert.DoesNotContain("secret", refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_token_does_not_print_its_secret()
    {
        var token = new EnrolmentToken("host:1", new string('a', 64), "s3cr3t-value");
        Assert.DoesNotContain("s3cr3t", token.ToString(), StringComparison.Ordinal);
        Assert.True(EnrolmentToken.TryParse($"  {token.Encode()}\n", out var read));
        Assert.Equal(("host:1", "s3cr3t-value"), (read!.Address, read.Secret));
    }

    private static Task<JoinOutcome> Join(string folder, string token, IProgress<JoinProgress>? progress = null) =>
        NodeEnrolment.JoinAsync(folder, token, progress, Poll, cancellationToken: TestContext.Current.CancellationToken);

    private static string Init(TestRegion region, string id)
    {
        NodeSetup.Init(region.FolderOf(id), id);
        return region.FolderOf(id);
    }

    private sealed class Told(Action<JoinProgress> tell) : IProgress<JoinProgress>
    {
        public void Report(JoinProgress value) => tell(value);
    }
}
