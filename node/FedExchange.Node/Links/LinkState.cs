namespace FedExchange.Node.Links;

/// <summary>Where the link to the coordinator stands. A closed family; <see cref="LinkMachine"/> has the transitions.</summary>
internal abstract record LinkState
{
    private LinkState()
    {
    }

    /// <summary>No connection; the next try is due at <paramref name="Until"/>.</summary>
    internal sealed record Waiting(int Attempt, DateTimeOffset Until) : LinkState;

    /// <summary>Connecting: hello is sent, the welcome must come before <paramref name="Deadline"/>.</summary>
    internal sealed record Dialing(int Attempt, DateTimeOffset Deadline) : LinkState;

    /// <summary>Welcomed since <paramref name="Since"/>, after <paramref name="Attempt"/> tries that failed or did not last.</summary>
    internal sealed record Up(int Attempt, DateTimeOffset Since) : LinkState;

    /// <summary>The node is stopping.</summary>
    internal sealed record Stopped : LinkState;
}

/// <summary>What can happen to a link. A closed family.</summary>
internal abstract record LinkEvent
{
    private LinkEvent()
    {
    }

    /// <summary>Time has passed; with the times of the last frame in each direction.</summary>
    internal sealed record Ticked(DateTimeOffset LastHeard, DateTimeOffset LastSaid) : LinkEvent;

    /// <summary>The coordinator's welcome came.</summary>
    internal sealed record Welcomed : LinkEvent;

    /// <summary>The connection ended or could not be made.</summary>
    internal sealed record Lost(string Reason) : LinkEvent;

    /// <summary>The node is stopping.</summary>
    internal sealed record StopAsked : LinkEvent;
}

/// <summary>What the runner has to do after a transition.</summary>
internal enum LinkAction
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Open a connection and say hello.</summary>
    Dial,

    /// <summary>Say a heartbeat, so that the other side knows that this one lives.</summary>
    SayHeartbeat,

    /// <summary>Give the connection up.</summary>
    HangUp,
}
