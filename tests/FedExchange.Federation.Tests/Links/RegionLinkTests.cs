using FedExchange.Governance.Directory;
using FedExchange.Node.Links;
using Microsoft.Extensions.DependencyInjection;

namespace FedExchange.Federation.Tests.Links;

public sealed class RegionLinkTests
{
    [Fact]
    public async Task Nodes_link_tell_their_address_and_come_back_after_the_coordinator_restarts()
    {
        await using var region = await TestRegion.StartAsync();
        await region.JoinAsync("household");
        await region.JoinAsync("marriage");
        var node = await region.StartNodeAsync("household");
        var other = await region.StartNodeAsync("marriage");
        var relay = node.Services.GetRequiredService<IRelay>();
        var directory = other.Services.GetRequiredService<DirectoryStore>();
        await Eventually.BecomesTrueAsync(() => relay.IsConnected, "the link is up");
        await Eventually.BecomesTrueAsync(() => directory.Current?.Find("household")?.Address == node.Peer, "the other node knows the address");

        await region.StopCoordinatorAsync();
        await Eventually.BecomesTrueAsync(() => !relay.IsConnected, "the link is down");
        Assert.NotNull(directory.Current); // the nodes go on with what they have
        await region.StartCoordinatorAsync();
        await Eventually.BecomesTrueAsync(() => relay.IsConnected, "the link is up again");

        var status = await region.AsOperatorAsync(admin => admin.GetStatusAsync(TestContext.Current.CancellationToken));
        Assert.Contains(status.Links, link => link.NodeId == "household" && link.Connected);
    }
}
