using System.Diagnostics;

namespace FedExchange.Node.Links;

/// <summary>
/// The link's transitions, as a pure function: state, event, time and a random fraction give the next state and one thing to do.
/// Back-off doubles from <see cref="LinkTimings.FirstDelay"/> to <see cref="LinkTimings.LongestDelay"/>; the fraction takes up to half of it away,
/// so that the nodes of a region do not all come back at once after the coordinator restarts.
/// </summary>
internal static class LinkMachine
{
    private const int LargestExponent = 20;

    /// <summary>The first state: dial at once.</summary>
    public static LinkState Start(DateTimeOffset now) => new LinkState.Waiting(0, now);

    /// <summary>One transition.</summary>
    /// <param name="state">Present state.</param>
    /// <param name="happened">What happened; what does not fit the state changes nothing.</param>
    /// <param name="now">Time of the event.</param>
    /// <param name="fraction">Jitter, from 0 up to 1.</param>
    /// <param name="timings">The link's patience.</param>
    public static (LinkState State, LinkAction Action) Next(LinkState state, LinkEvent happened, DateTimeOffset now, double fraction, LinkTimings timings)
    {
        return (state, happened) switch
        {
            (LinkState.Stopped, _) => (state, LinkAction.None),
            (_, LinkEvent.StopAsked) => (new LinkState.Stopped(), LinkAction.HangUp),

            (LinkState.Waiting waiting, LinkEvent.Ticked) => now >= waiting.Until
                ? (new LinkState.Dialing(waiting.Attempt, now + timings.DialTimeout), LinkAction.Dial)
                : (state, LinkAction.None),
            (LinkState.Waiting, _) => (state, LinkAction.None),

            (LinkState.Dialing dialing, LinkEvent.Welcomed) => (new LinkState.Up(dialing.Attempt, now), LinkAction.None),
            (LinkState.Dialing dialing, LinkEvent.Lost) => Retry(dialing.Attempt + 1),
            (LinkState.Dialing dialing, LinkEvent.Ticked) => now >= dialing.Deadline
                ? Retry(dialing.Attempt + 1)
                : (state, LinkAction.None),

            (LinkState.Up, LinkEvent.Welcomed) => (state, LinkAction.None),
            (LinkState.Up up, LinkEvent.Lost) => Retry(AttemptAfter(up)),
            (LinkState.Up up, LinkEvent.Ticked tick) when now - Later(up.Since, tick.LastHeard) >= timings.DeadAfter => Retry(AttemptAfter(up)),
            (LinkState.Up up, LinkEvent.Ticked tick) when now - Later(up.Since, tick.LastSaid) >= timings.HeartbeatEvery => (state, LinkAction.SayHeartbeat),
            (LinkState.Up, LinkEvent.Ticked) => (state, LinkAction.None),

            _ => throw new UnreachableException(),
        };

        (LinkState, LinkAction) Retry(int attempt) => (new LinkState.Waiting(attempt, now + Delay(attempt, fraction, timings)), LinkAction.HangUp);

        // A link that does not last counts as one more failure: otherwise a coordinator that hangs up after each welcome would be stormed.
        int AttemptAfter(LinkState.Up up) => now - up.Since >= timings.StableAfter ? 1 : up.Attempt + 1;
    }

    /// <summary>When the machine wants to hear of the time again; null when never.</summary>
    public static DateTimeOffset? NextTick(LinkState state, DateTimeOffset lastHeard, DateTimeOffset lastSaid, LinkTimings timings) => state switch
    {
        LinkState.Waiting waiting => waiting.Until,
        LinkState.Dialing dialing => dialing.Deadline,
        LinkState.Up up => Earlier(Later(up.Since, lastHeard) + timings.DeadAfter, Later(up.Since, lastSaid) + timings.HeartbeatEvery),
        LinkState.Stopped => null,
        _ => throw new UnreachableException(),
    };

    /// <summary>The wait before a try: half of it certain, half of it by chance.</summary>
    /// <param name="attempt">Number of the try, from 1.</param>
    /// <param name="fraction">Jitter, from 0 up to 1.</param>
    /// <param name="timings">The link's patience.</param>
    public static TimeSpan Delay(int attempt, double fraction, LinkTimings timings)
    {
        var doubled = timings.FirstDelay * Math.Pow(2, Math.Clamp(attempt - 1, 0, LargestExponent));
        var full = doubled < timings.LongestDelay ? doubled : timings.LongestDelay;
        return full * (0.5 + (0.5 * fraction));
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
