using FedExchange.Node.Links;

namespace FedExchange.Federation.Tests.Links;

public sealed class LinkMachineTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(20000);
    private static readonly LinkTimings Timings = new();

    [Fact]
    public void A_fresh_link_dials_at_once()
    {
        var (state, action) = Next(LinkMachine.Start(Now), Tick());
        Assert.Equal(LinkAction.Dial, action);
        Assert.Equal(new LinkState.Dialing(0, Now + Timings.DialTimeout), state);
    }

    [Fact]
    public void It_waits_until_the_next_try_is_due()
    {
        var waiting = new LinkState.Waiting(3, Now.AddSeconds(1));
        Assert.Equal((waiting, LinkAction.None), Next(waiting, Tick()));
        Assert.Equal(LinkAction.Dial, Next(waiting, Tick(), Now.AddSeconds(1)).Action);
    }

    [Fact]
    public void A_welcome_brings_it_up() =>
        Assert.Equal((new LinkState.Up(2, Now), LinkAction.None), Next(new LinkState.Dialing(2, Now.AddSeconds(5)), new LinkEvent.Welcomed()));

    [Fact]
    public void A_welcome_that_does_not_come_in_time_is_a_failure()
    {
        var (state, action) = Next(new LinkState.Dialing(2, Now), Tick());
        Assert.Equal(LinkAction.HangUp, action);
        Assert.Equal(3, Assert.IsType<LinkState.Waiting>(state).Attempt);
    }

    [Fact]
    public void A_loss_while_dialling_waits_longer_each_time()
    {
        var state = LinkMachine.Start(Now);
        var last = TimeSpan.Zero;
        for (var i = 0; i < 7; i++)
        {
            (state, _) = Next(new LinkState.Dialing(i, Now.AddSeconds(9)), new LinkEvent.Lost("refused"));
            var wait = Assert.IsType<LinkState.Waiting>(state).Until - Now;
            Assert.True(wait > last);
            last = wait;
        }
    }

    [Fact]
    public void The_wait_never_exceeds_its_limit_and_jitter_takes_at_most_half()
    {
        for (var attempt = 1; attempt < 100; attempt++)
        {
            var (shortest, longest) = (LinkMachine.Delay(attempt, 0, Timings), LinkMachine.Delay(attempt, 1, Timings));
            Assert.True(longest <= Timings.LongestDelay);
            Assert.Equal(longest / 2, shortest);
        }
    }

    [Fact]
    public void A_silent_coordinator_counts_as_lost()
    {
        var up = new LinkState.Up(0, Now);
        Assert.Equal(LinkAction.HangUp, Next(up, Tick(heard: Now), Now + Timings.DeadAfter).Action);
        Assert.NotEqual(LinkAction.HangUp, Next(up, Tick(heard: Now.AddSeconds(1)), Now + Timings.DeadAfter).Action);
    }

    [Fact]
    public void A_silent_node_says_a_heartbeat()
    {
        var up = new LinkState.Up(0, Now);
        Assert.Equal((up, LinkAction.SayHeartbeat), Next(up, Tick(Now.AddSeconds(9), Now), Now + Timings.HeartbeatEvery));
        Assert.Equal((up, LinkAction.None), Next(up, Tick(Now.AddSeconds(9), Now.AddSeconds(9)), Now + Timings.HeartbeatEvery));
    }

    [Fact]
    public void A_link_that_lasted_starts_again_with_the_first_delay() =>
        Assert.Equal(1, Assert.IsType<LinkState.Waiting>(Next(new LinkState.Up(6, Now), new LinkEvent.Lost("gone"), Now + Timings.StableAfter).State).Attempt);

    [Fact]
    public void A_link_that_did_not_last_counts_as_one_more_failure() =>
        Assert.Equal(7, Assert.IsType<LinkState.Waiting>(Next(new LinkState.Up(6, Now), new LinkEvent.Lost("gone")).State).Attempt);

    [Fact]
    public void Stopping_ends_every_state_and_nothing_follows()
    {
        LinkState[] states = [new LinkState.Waiting(0, Now), new LinkState.Dialing(0, Now), new LinkState.Up(0, Now)];
        foreach (var state in states)
        {
            Assert.Equal((new LinkState.Stopped(), LinkAction.HangUp), Next(state, new LinkEvent.StopAsked()));
        }

        Assert.Equal((new LinkState.Stopped(), LinkAction.None), Next(new LinkState.Stopped(), Tick()));
    }

    [Fact]
    public void Events_that_do_not_fit_change_nothing()
    {
        LinkState waiting = new LinkState.Waiting(1, Now.AddSeconds(1));
        Assert.Equal((waiting, LinkAction.None), Next(waiting, new LinkEvent.Lost("late")));
        Assert.Equal((waiting, LinkAction.None), Next(waiting, new LinkEvent.Welcomed()));
        LinkState up = new LinkState.Up(1, Now);
        Assert.Equal((up, LinkAction.None), Next(up, new LinkEvent.Welcomed()));
    }

    private static (LinkState State, LinkAction Action) Next(LinkState state, LinkEvent happened, DateTimeOffset? now = null) =>
        LinkMachine.Next(state, happened, now ?? Now, 0.5, Timings);

    private static LinkEvent.Ticked Tick(DateTimeOffset heard = default, DateTimeOffset said = default) => new(heard, said);
}
