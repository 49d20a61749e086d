namespace FedExchange.Coordinator.Links;

/// <summary>What can happen to a node's link. The family is closed.</summary>
internal abstract record LinkEvent
{
    private LinkEvent()
    {
    }

    /// <summary>The node opened a connection and holds this directory version; sessions are numbered upwards.</summary>
    internal sealed record Opened(long Session, long NodeVersion, long VersionInForce) : LinkEvent;

    /// <summary>A connection ended.</summary>
    internal sealed record Closed(long Session) : LinkEvent;

    /// <summary>A new directory is in force; the node is, or is not, an active member in it.</summary>
    internal sealed record DirectoryChanged(long Version, bool Active) : LinkEvent;
}
