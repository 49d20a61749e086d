using FedExchange.Coordinator.Links;

namespace FedExchange.Coordinator.Tests;

public sealed class LinkStateTests
{
    [Fact]
    public void A_first_connection_brings_directory_and_tasks()
    {
        var (state, commands) = LinkState.Next(LinkState.Initial, new LinkEvent.Opened(5, 2, 3));
        Assert.Equal(new LinkState.Up(5, 3), state);
        Assert.Equal([new LinkCommand.SendDirectory(5), new LinkCommand.SendTasks()], commands);
    }

    [Fact]
    public void A_node_with_the_directory_in_force_gets_only_its_tasks()
    {
        var (_, commands) = LinkState.Next(LinkState.Initial, new LinkEvent.Opened(5, 3, 3));
        Assert.Equal([new LinkCommand.SendTasks()], commands);
    }

    [Fact]
    public void A_newer_connection_ends_the_older()
    {
        var (state, commands) = LinkState.Next(new LinkState.Up(5, 3), new LinkEvent.Opened(6, 3, 3));
        Assert.Equal(new LinkState.Up(6, 3), state);
        Assert.Equal([new LinkCommand.End(5, LinkState.Replaced), new LinkCommand.SendTasks()], commands);
    }

    [Fact]
    public void A_connection_that_is_told_late_is_ended_itself()
    {
        LinkState[] states = [new LinkState.Up(6, 3), new LinkState.Down(6)];
        Assert.All(states, before =>
        {
            var (state, commands) = LinkState.Next(before, new LinkEvent.Opened(5, 3, 3));
            Assert.Same(before, state);
            Assert.Equal([new LinkCommand.End(5, LinkState.Replaced)], commands);
        });
    }

    [Fact]
    public void Only_the_end_of_the_live_connection_brings_the_link_down()
    {
        var up = new LinkState.Up(6, 3);
        Assert.Same(up, LinkState.Next(up, new LinkEvent.Closed(5)).State);
        Assert.Equal(new LinkState.Down(6), LinkState.Next(up, new LinkEvent.Closed(6)).State);
        var down = new LinkState.Down(6);
        Assert.Same(down, LinkState.Next(down, new LinkEvent.Closed(6)).State);
    }

    [Fact]
    public void A_new_directory_is_sent_once()
    {
        var (state, commands) = LinkState.Next(new LinkState.Up(6, 3), new LinkEvent.DirectoryChanged(4, true));
        Assert.Equal([new LinkCommand.SendDirectory(6)], commands);
        Assert.Empty(LinkState.Next(state, new LinkEvent.DirectoryChanged(4, true)).Commands);
        Assert.Empty(LinkState.Next(state, new LinkEvent.DirectoryChanged(3, true)).Commands);
        Assert.Empty(LinkState.Next(LinkState.Initial, new LinkEvent.DirectoryChanged(4, true)).Commands);
    }

    [Fact]
    public void A_suspended_members_link_is_ended()
    {
        var (state, commands) = LinkState.Next(new LinkState.Up(6, 3), new LinkEvent.DirectoryChanged(4, false));
        Assert.Equal(new LinkState.Down(6), state);
        Assert.Equal([new LinkCommand.End(6, LinkState.Suspended)], commands);
        Assert.Empty(LinkState.Next(state, new LinkEvent.DirectoryChanged(5, false)).Commands);
    }
}
