using System.Collections.Immutable;
using System.Diagnostics;

namespace FedExchange.Coordinator.Links;

/// <summary>
/// Where a node's link stands, as pure data. One connection is live at a time: a newer one replaces the older, and what an
/// older one still says is ignored. Not stored: after a restart of the coordinator every node connects anew.
/// </summary>
internal abstract record LinkState
{
    /// <summary>A newer connection took over.</summary>
    public const string Replaced = "REPLACED";

    /// <summary>The member is suspended.</summary>
    public const string Suspended = "SUSPENDED";

    private LinkState()
    {
    }

    /// <summary>No connection; the number of the last one, 0 for none.</summary>
    internal sealed record Down(long LastSession) : LinkState;

    /// <summary>One connection, over which this directory version was sent or is known to be held.</summary>
    internal sealed record Up(long Session, long DirectoryVersion) : LinkState;

    public static LinkState Initial { get; } = new Down(0);

    /// <summary>The state after an event and what to do, in order. Nothing to do and the same instance for an event that is out of date.</summary>
    public static (LinkState State, ImmutableArray<LinkCommand> Commands) Next(LinkState state, LinkEvent happened) => (state, happened) switch
    {
        (Down d, LinkEvent.Opened o) when o.Session > d.LastSession => Open(o, []),
        (Up u, LinkEvent.Opened o) when o.Session > u.Session => Open(o, [new LinkCommand.End(u.Session, Replaced)]),
        (_, LinkEvent.Opened o) => (state, [new LinkCommand.End(o.Session, Replaced)]),
        (Up u, LinkEvent.Closed c) when c.Session == u.Session => (new Down(u.Session), []),
        (_, LinkEvent.Closed) => (state, []),
        (Up u, LinkEvent.DirectoryChanged { Active: false }) => (new Down(u.Session), [new LinkCommand.End(u.Session, Suspended)]),
        (Up u, LinkEvent.DirectoryChanged d) when d.Version > u.DirectoryVersion =>
            (u with { DirectoryVersion = d.Version }, [new LinkCommand.SendDirectory(u.Session)]),
        (_, LinkEvent.DirectoryChanged) => (state, []),
        _ => throw new UnreachableException($"{state.GetType().Name} does not know {happened.GetType().Name}."),
    };

    private static (LinkState, ImmutableArray<LinkCommand>) Open(LinkEvent.Opened opened, ImmutableArray<LinkCommand> first)
    {
        var commands = opened.NodeVersion < opened.VersionInForce ? first.Add(new LinkCommand.SendDirectory(opened.Session)) : first;
        return (new Up(opened.Session, Math.Max(opened.NodeVersion, opened.VersionInForce)), commands.Add(new LinkCommand.SendTasks()));
    }
}
