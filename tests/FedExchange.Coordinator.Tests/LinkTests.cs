using System.Diagnostics;
using FedExchange.Wire.Link.V1;
using FedExchange.Wire.Session.V1;
using Grpc.Core;

namespace FedExchange.Coordinator.Tests;

public sealed class LinkTests
{
    [Fact]
    public async Task A_linked_node_is_welcomed_and_gets_the_directory_it_lacks()
    {
        await using var region = await TestRegion.StartAsync();
        var node = await region.MemberAsync("alpha");
        var link = await node.LinkAsync();
        Assert.Equal(region.Part<Directory.DirectoryRegistry>().Current.Directory.Version, link.Welcome.DirectoryVersion);
        var update = await link.NextAsync(ConnectResponse.FrameOneofCase.Directory);
        Assert.NotNull(node.Open(update.Directory.Directory).Directory.Find("alpha"));
    }

    [Fact]
    public async Task An_advertised_address_comes_into_the_directory_of_everyone()
    {
        await using var region = await TestRegion.StartAsync();
        var alpha = await region.MemberAsync("alpha");
        var beta = await region.MemberAsync("beta");
        var version = region.Part<Directory.DirectoryRegistry>().Current.Directory.Version;
        var watching = await alpha.LinkAsync(new LinkHello { DirectoryVersion = version });
        await beta.LinkAsync(new LinkHello { DirectoryVersion = version, AdvertisedAddress = "127.0.0.1:4711" });
        var update = await watching.NextAsync(ConnectResponse.FrameOneofCase.Directory);
        Assert.Equal("127.0.0.1:4711", alpha.Open(update.Directory.Directory).Directory.Find("beta")!.Address);
    }

    [Fact]
    public async Task A_newer_connection_replaces_the_older()
    {
        await using var region = await TestRegion.StartAsync();
        var node = await region.MemberAsync("alpha");
        var older = await node.LinkAsync();
        await node.LinkAsync();
        var end = await older.EndAsync();
        Assert.Equal(StatusCode.Aborted, end.StatusCode);
        Assert.Equal("REPLACED", end.Trailers.GetValue("reason"));
    }

    [Fact]
    public async Task A_suspended_member_loses_its_link_and_gets_no_new_one()
    {
        await using var region = await TestRegion.StartAsync();
        var node = await region.MemberAsync("alpha");
        var link = await node.LinkAsync();
        await region.Admin.SuspendMemberAsync("alpha", true);
        Assert.Equal("SUSPENDED", (await link.EndAsync()).Trailers.GetValue("reason"));
        var refused = await Assert.ThrowsAsync<RpcException>(() => node.LinkAsync());
        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);

        await region.Admin.SuspendMemberAsync("alpha", false);
        await node.LinkAsync();
    }

    [Fact]
    public async Task A_link_begins_with_a_hello()
    {
        await using var region = await TestRegion.StartAsync();
        var node = await region.MemberAsync("alpha");
        using var call = new LinkService.LinkServiceClient(node.Channel(node.Certificate)).Connect();
        await call.RequestStream.WriteAsync(new ConnectRequest { Heartbeat = new Heartbeat() }, TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        Assert.Equal("HELLO_FIRST", refused.Trailers.GetValue("reason"));
    }

    [Fact]
    public async Task The_relay_delivers_counts_and_knows_only_sizes()
    {
        await using var region = await TestRegion.StartAsync();
        var (alpha, beta) = (await (await region.MemberAsync("alpha")).LinkAsync(), await (await region.MemberAsync("beta")).LinkAsync());
        _ = beta.EchoAsync();
        const int rounds = 300;
        var times = new double[rounds];
        for (var i = 0; i < rounds; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await alpha.AskAsync($"c{i}", "beta", 2000);
            var answer = await alpha.AnswerAsync();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            Assert.Equal($"c{i}", answer.CorrelationId);
            Assert.Equal(2000, answer.Response.SealedReply.Length);
        }

        Array.Sort(times);
        TestContext.Current.TestOutputHelper?.WriteLine($"relay round trip p50 {times[rounds / 2]:F2} ms, p99 {times[rounds * 99 / 100]:F2} ms");
        var status = (await region.Admin.GetStatusAsync()).Links.Single(l => l.NodeId == "alpha");
        Assert.True(status.Connected);
        Assert.Equal(rounds, status.RelayedFrames);
        Assert.InRange(status.RelayedBytes, rounds * 2000, rounds * 2200);
    }

    [Theory]
    [InlineData("nobody", null, 10, "UNKNOWN_PEER", false)]
    [InlineData("beta", null, 10, "PEER_UNREACHABLE", true)]
    [InlineData("beta", "beta", 10, "FOREIGN_SENDER", false)]
    [InlineData("beta", null, (1 << 20) + 1, "FRAME_TOO_LARGE", false)]
    public async Task What_the_relay_cannot_deliver_comes_back_with_a_reason(string to, string? from, int size, string reason, bool retryable)
    {
        await using var region = await TestRegion.StartAsync();
        var alpha = await (await region.MemberAsync("alpha")).LinkAsync();
        await region.MemberAsync("beta");
        await alpha.AskAsync("1", to, size, from);
        var fault = (await alpha.AnswerAsync()).Response.Fault;
        Assert.Equal(reason, fault.Reason);
        Assert.Equal(retryable, fault.Retryable);
    }

    [Fact]
    public async Task A_peer_that_does_not_answer_is_told_as_a_timeout()
    {
        await using var region = await TestRegion.StartAsync("relay: {timeout: PT0.3S}");
        var alpha = await (await region.MemberAsync("alpha")).LinkAsync();
        var beta = await (await region.MemberAsync("beta")).LinkAsync();
        await alpha.AskAsync("1", "beta");
        await beta.NextAsync(ConnectResponse.FrameOneofCase.Exchange);
        Assert.Equal("PEER_TIMEOUT", (await alpha.AnswerAsync()).Response.Fault.Reason);
    }

    [Fact]
    public async Task A_peer_that_goes_away_while_it_is_asked_is_unreachable()
    {
        await using var region = await TestRegion.StartAsync();
        var alpha = await (await region.MemberAsync("alpha")).LinkAsync();
        var beta = await (await region.MemberAsync("beta")).LinkAsync();
        await alpha.AskAsync("1", "beta");
        await beta.NextAsync(ConnectResponse.FrameOneofCase.Exchange);
        beta.Dispose();
        var fault = (await alpha.AnswerAsync()).Response.Fault;
        Assert.Equal(("PEER_UNREACHABLE", true), (fault.Reason, fault.Retryable));
    }

    [Fact]
    public async Task A_node_with_too_many_exchanges_under_way_is_told_to_wait()
    {
        await using var region = await TestRegion.StartAsync(
            configure: services => Microsoft.Extensions.DependencyInjection.OptionsServiceCollectionExtensions.Configure<Links.LinkLimits>(services, l => l.ExchangesPerNode = 2));
        var alpha = await (await region.MemberAsync("alpha")).LinkAsync();
        var beta = await (await region.MemberAsync("beta")).LinkAsync();
        for (var i = 0; i < 3; i++)
        {
            await alpha.AskAsync($"{i}", "beta");
        }

        var answer = await alpha.AnswerAsync();
        Assert.Equal(("2", "RELAY_BUSY"), (answer.CorrelationId, answer.Response.Fault.Reason));
        await beta.NextAsync(ConnectResponse.FrameOneofCase.Exchange);
    }

    [Fact]
    public async Task An_answer_nobody_waits_for_does_no_harm()
    {
        await using var region = await TestRegion.StartAsync();
        var alpha = await (await region.MemberAsync("alpha")).LinkAsync();
        await alpha.SendAsync(new ConnectRequest { Answer = new RelayedAnswer { CorrelationId = "77", Response = new ExchangeResponse() } });
        await alpha.SendAsync(new ConnectRequest { Answer = new RelayedAnswer { CorrelationId = "78" } });
        await alpha.AskAsync("1", "nobody");
        Assert.Equal("1", (await alpha.AnswerAsync()).CorrelationId);
    }

    [Fact]
    public async Task A_silent_link_is_closed()
    {
        await using var region = await TestRegion.StartAsync(
            configure: services => Microsoft.Extensions.DependencyInjection.OptionsServiceCollectionExtensions.Configure<Links.LinkLimits>(services, l => l.Silence = TimeSpan.FromMilliseconds(300)));
        var link = await (await region.MemberAsync("alpha")).LinkAsync();
        Assert.Equal("SILENT", (await link.EndAsync()).Trailers.GetValue("reason"));
    }
}
