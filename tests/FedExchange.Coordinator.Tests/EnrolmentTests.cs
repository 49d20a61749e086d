using FedExchange.Crypto.Certificates;
using FedExchange.Wire;
using FedExchange.Wire.Enrolment.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FedExchange.Coordinator.Tests;

public sealed class EnrolmentTests
{
    [Fact]
    public async Task A_node_waits_for_approval_and_then_is_a_member()
    {
        await using var region = await TestRegion.StartAsync();
        var token = await TokenAsync(region, "alpha");
        using var node = new TestNode("alpha");
        Assert.Equal(EnrolmentState.Pending, (await node.JoinAsync(token.Address, token.Secret)).State);
        Assert.Equal(EnrolmentState.Pending, (await node.JoinAsync(token.Address, token.Secret)).State);

        var waiting = Assert.Single(await region.Admin.ListEnrolmentsAsync(TestContext.Current.CancellationToken));
        Assert.Equal(("alpha", "pending", node.SignKey.VerifyingKey.Fingerprint), (waiting.NodeId, waiting.State, waiting.KeyFingerprint));
        await region.Admin.DecideEnrolmentAsync("alpha", true, TestContext.Current.CancellationToken);
        await region.Admin.DecideEnrolmentAsync("alpha", true, TestContext.Current.CancellationToken);

        var joined = await node.JoinAsync(token.Address, token.Secret);
        node.Accept(joined);
        Assert.Equal(token.AuthorityFingerprint, EnrolmentToken.FingerprintOf(joined.RegionCertificate.Span));
        var member = node.Open(joined.Directory).Directory.Find("alpha")!;
        Assert.Equal(NodeCertificate.KeyFingerprint(node.Certificate!), member.AuthKeyFingerprint);
        await node.LinkAsync();
    }

    [Fact]
    public async Task A_refused_node_stays_out()
    {
        await using var region = await TestRegion.StartAsync();
        var token = await TokenAsync(region, "alpha");
        using var node = new TestNode("alpha");
        await node.JoinAsync(token.Address, token.Secret);
        await region.Admin.DecideEnrolmentAsync("alpha", false, TestContext.Current.CancellationToken);
        var answer = await node.JoinAsync(token.Address, token.Secret);
        Assert.Equal((EnrolmentState.Refused, 0, ""), (answer.State, answer.Certificate.Length, answer.Directory));
        var later = await Assert.ThrowsAsync<CoordinatorException>(() => region.Admin.DecideEnrolmentAsync("alpha", true, TestContext.Current.CancellationToken));
        Assert.StartsWith("ALREADY_DECIDED", later.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_admits_one_set_of_keys_once()
    {
        await using var region = await TestRegion.StartAsync();
        var token = await TokenAsync(region, "alpha", preApproved: true);
        using var node = new TestNode("alpha");
        using var thief = new TestNode("alpha");
        node.Accept(await node.JoinAsync(token.Address, token.Secret));
        node.Accept(await node.JoinAsync(token.Address, token.Secret));
        Assert.Equal("TOKEN_USED", await ReasonAsync(thief.JoinAsync(token.Address, token.Secret)));
    }

    [Fact]
    public async Task A_token_fits_one_node_id_and_must_be_known()
    {
        await using var region = await TestRegion.StartAsync();
        var token = await TokenAsync(region, "alpha");
        using var other = new TestNode("beta");
        Assert.Equal("WRONG_NODE_ID", await ReasonAsync(other.JoinAsync(token.Address, token.Secret)));
        Assert.Equal("TOKEN_UNKNOWN", await ReasonAsync(other.JoinAsync(token.Address, "made-up")));
        Assert.Empty(await region.Admin.ListEnrolmentsAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_expired_token_admits_nobody()
    {
        await using var region = await TestRegion.StartAsync();
        var text = await region.Admin.CreateTokenAsync("alpha", ["provider"], validity: TimeSpan.FromSeconds(1), cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(EnrolmentToken.TryParse(text, out var token));
        using var node = new TestNode("alpha");
        await region.Part<Storage.CoordinatorDatabase>().WriteAsync("UPDATE tokens SET expires_ms = 0");
        Assert.Equal("TOKEN_EXPIRED", await ReasonAsync(node.JoinAsync(token!.Address, token.Secret)));
    }

    [Fact]
    public async Task A_request_with_another_nodes_sign_key_is_refused()
    {
        await using var region = await TestRegion.StartAsync();
        var token = await TokenAsync(region, "alpha");
        using var node = new TestNode("alpha");
        using var other = new TestNode("other");
        var request = node.Request(token.Secret);
        request.SignKey = ByteString.CopyFrom(other.SignKey.PublicKey);
        Assert.Equal("BAD_PROOF", await ReasonAsync(node.SendAsync(token.Address, request)));
        request = node.Request(token.Secret);
        request.SealKey = ByteString.CopyFrom(new byte[7]);
        Assert.Equal("BAD_KEYS", await ReasonAsync(node.SendAsync(token.Address, request)));
        request = node.Request(token.Secret);
        request.SignKey = ByteString.CopyFrom(new byte[91]);
        Assert.Equal("BAD_KEYS", await ReasonAsync(node.SendAsync(token.Address, request)));
    }

    [Fact]
    public async Task A_seal_key_to_which_nobody_can_seal_is_refused()
    {
        await using var region = await TestRegion.StartAsync();
        var token = await TokenAsync(region, "alpha", preApproved: true);
        using var node = new TestNode("alpha") { SealKey = [.. Enumerable.Repeat((byte)0xFF, 1216)] };
        Assert.Equal("BAD_KEYS", await ReasonAsync(node.JoinAsync(token.Address, token.Secret)));
    }

    [Fact]
    public async Task Two_members_cannot_have_the_same_auth_key()
    {
        await using var region = await TestRegion.StartAsync();
        var first = await region.MemberAsync("alpha");
        using var second = new TestNode("beta") { AuthKey = first.AuthKey };
        var token = await TokenAsync(region, "beta", preApproved: true);
        Assert.Equal("BAD_KEYS", await ReasonAsync(second.JoinAsync(token.Address, token.Secret)));
    }

    [Fact]
    public async Task An_empty_token_only_asks_for_the_regions_certificate()
    {
        await using var region = await TestRegion.StartAsync();
        var token = await TokenAsync(region, "alpha");
        using var node = new TestNode("alpha");
        var answer = await node.SendAsync(token.Address, new JoinRequest());
        Assert.Equal(EnrolmentState.Unspecified, answer.State);
        Assert.Equal(token.AuthorityFingerprint, EnrolmentToken.FingerprintOf(answer.RegionCertificate.Span));
        Assert.Empty(answer.Directory);
    }

    [Fact]
    public async Task A_certificate_is_renewed_for_the_same_key_only()
    {
        await using var region = await TestRegion.StartAsync();
        var node = await region.MemberAsync("alpha");
        var request = new RenewRequest { CertificateRequest = ByteString.CopyFrom(NodeCertificate.CreateRequest(node.AuthKey, "alpha")) };
        var renewed = await node.Enrolment().RenewAsync(request, cancellationToken: TestContext.Current.CancellationToken);
        using var certificate = NodeCertificate.Load(renewed.Certificate.Span);
        Assert.Equal(NodeCertificate.KeyFingerprint(node.Certificate!), NodeCertificate.KeyFingerprint(certificate));
        Assert.NotEqual(node.Certificate!.SerialNumber, certificate.SerialNumber);

        using var otherKey = NodeCertificate.CreateKey();
        request.CertificateRequest = ByteString.CopyFrom(NodeCertificate.CreateRequest(otherKey, "alpha"));
        Assert.Equal("FOREIGN_KEY", await ReasonAsync(node.Enrolment().RenewAsync(request).ResponseAsync));
    }

    [Fact]
    public async Task Nobody_renews_or_links_without_a_members_certificate()
    {
        await using var region = await TestRegion.StartAsync();
        var node = await region.MemberAsync("alpha");
        var request = new RenewRequest { CertificateRequest = ByteString.CopyFrom(NodeCertificate.CreateRequest(node.AuthKey, "alpha")) };
        Assert.Equal("NO_CERTIFICATE", await ReasonAsync(new EnrolmentService.EnrolmentServiceClient(node.Channel(null)).RenewAsync(request).ResponseAsync));

        // same names, another region's CA
        using var foreign = RegionAuthority.Create("testland", TimeProvider.System, TimeSpan.FromDays(1));
        using var fake = foreign.IssueNode("alpha", NodeCertificate.CreateRequest(node.AuthKey, "alpha"), TimeSpan.FromDays(1), TimeProvider.System);
        using var fakeWithKey = NodeCertificate.WithKey(fake.RawData, node.AuthKey);
        Assert.Equal("BAD_CERTIFICATE", await ReasonAsync(node.Enrolment(fakeWithKey).RenewAsync(request).ResponseAsync));

        // this region's CA, but a key the directory does not have
        using var own = RegionAuthority.FromPem(
            await File.ReadAllTextAsync(Path.Combine(region.Path, "ca.pem"), TestContext.Current.CancellationToken),
            await File.ReadAllTextAsync(Path.Combine(region.Path, "ca.key"), TestContext.Current.CancellationToken));
        using var otherKey = NodeCertificate.CreateKey();
        using var other = own.IssueNode("alpha", NodeCertificate.CreateRequest(otherKey, "alpha"), TimeSpan.FromDays(1), TimeProvider.System);
        using var otherWithKey = NodeCertificate.WithKey(other.RawData, otherKey);
        Assert.Equal("FOREIGN_KEY", await ReasonAsync(node.Enrolment(otherWithKey).RenewAsync(request).ResponseAsync));
        using var stranger = own.IssueNode("ghost", NodeCertificate.CreateRequest(otherKey, "ghost"), TimeSpan.FromDays(1), TimeProvider.System);
        using var strangerWithKey = NodeCertificate.WithKey(stranger.RawData, otherKey);
        Assert.Equal("NOT_A_MEMBER", await ReasonAsync(node.Enrolment(strangerWithKey).RenewAsync(request).ResponseAsync));
    }

    [Fact]
    public async Task Administration_needs_the_operators_certificate()
    {
        await using var region = await TestRegion.StartAsync();
        var node = await region.MemberAsync("alpha");
        var request = new Wire.Admin.V1.GetStatusRequest();
        var asNode = new Wire.Admin.V1.AdminService.AdminServiceClient(node.Channel(node.Certificate));
        Assert.Equal("NOT_THE_OPERATOR", await ReasonAsync(asNode.GetStatusAsync(request).ResponseAsync));
        var asNobody = new Wire.Admin.V1.AdminService.AdminServiceClient(node.Channel(null));
        Assert.Equal("NO_CERTIFICATE", await ReasonAsync(asNobody.GetStatusAsync(request).ResponseAsync));
    }

    [Theory]
    [InlineData("Alpha", "provider")]
    [InlineData("", "provider")]
    [InlineData("a/b", "provider")]
    [InlineData("alpha", "emperor")]
    public async Task A_token_needs_a_proper_id_and_known_roles(string id, string role)
    {
        await using var region = await TestRegion.StartAsync();
        var refused = await Assert.ThrowsAsync<CoordinatorException>(() => region.Admin.CreateTokenAsync(id, [role]));
        Assert.StartsWith("INVALID_ARGUMENT", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_members_id_gets_no_second_token()
    {
        await using var region = await TestRegion.StartAsync();
        await region.MemberAsync("alpha");
        var refused = await Assert.ThrowsAsync<CoordinatorException>(() => region.Admin.CreateTokenAsync("alpha", ["provider"]));
        Assert.StartsWith("ALREADY_A_MEMBER", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_suspended_member_can_be_enrolled_anew_with_new_keys_and_its_old_ones_stay_out()
    {
        await using var region = await TestRegion.StartAsync();
        var before = await region.MemberAsync("alpha");
        await region.Admin.SuspendMemberAsync("alpha", true);
        var token = await TokenAsync(region, "alpha", preApproved: true);
        Assert.Equal("BAD_KEYS", await ReasonAsync(before.JoinAsync(token.Address, token.Secret)));
        using var after = new TestNode("alpha");
        after.Accept(await after.JoinAsync(token.Address, token.Secret));
        await after.LinkAsync();
        var old = await Assert.ThrowsAsync<RpcException>(() => before.LinkAsync());
        Assert.Equal("FOREIGN_KEY", old.Trailers.GetValue("reason"));
    }

    [Fact]
    public async Task Neither_database_nor_log_holds_a_tokens_secret()
    {
        await using var region = await TestRegion.StartAsync();
        var token = await TokenAsync(region, "alpha");
        using var node = new TestNode("alpha");
        await node.JoinAsync(token.Address, token.Secret);
        foreach (var file in System.IO.Directory.GetFiles(region.Path, "*", SearchOption.AllDirectories).Where(f => !f.EndsWith(".lock", StringComparison.Ordinal)))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken);
            Assert.True(bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(token.Secret)) < 0, file);
        }
    }

    private static async Task<EnrolmentToken> TokenAsync(TestRegion region, string id, bool preApproved = false)
    {
        Assert.True(EnrolmentToken.TryParse(await region.Admin.CreateTokenAsync(id, ["provider"], preApproved), out var token));
        return token!;
    }

    private static async Task<string?> ReasonAsync(Task call) =>
        (await Assert.ThrowsAsync<RpcException>(() => call)).Trailers.GetValue("reason");
}
