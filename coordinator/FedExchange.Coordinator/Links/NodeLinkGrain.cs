using FedExchange.Coordinator.Directory;
using FedExchange.Coordinator.Jobs;
using FedExchange.Wire.Link.V1;
using FedExchange.Wire.Session.V1;
using Google.Protobuf;
using Orleans.Concurrency;
using Orleans.Placement;

namespace FedExchange.Coordinator.Links;

/// <summary>
/// Hosts the pure <see cref="LinkState"/> of one node, on the silo that holds the connection. Reentrant, because an exchange may
/// wait for the node while others go on; the state itself changes only between awaits.
/// </summary>
[GrainType("node-link"), Reentrant, PreferLocalPlacement, KeepAlive]
internal sealed class NodeLinkGrain(LinkTable links, DirectoryRegistry directory, JobDriver jobs) : Grain, INodeLinkGrain
{
    private LinkState _state = LinkState.Initial;

    private string Node => this.GetPrimaryKeyString();

    public Task OpenAsync(long session, long nodeVersion) =>
        Apply(new LinkEvent.Opened(session, nodeVersion, directory.Current.Directory.Version));

    public Task CloseAsync(long session) => Apply(new LinkEvent.Closed(session));

    public Task DirectoryChangedAsync(long version, bool active) => Apply(new LinkEvent.DirectoryChanged(version, active));

    public Task<bool> SendAsync(LinkFrame frame) =>
        Task.FromResult(Live() is { } session && session.TrySend(ConnectResponse.Parser.ParseFrom(frame.Bytes)));

    public async Task<LinkFrame> AskAsync(LinkFrame sealedFrame)
    {
        var answer = Live() is { } session
            ? await session.AskAsync(SealedFrame.Parser.ParseFrom(sealedFrame.Bytes))
            : RelayFaults.Unreachable(Node);
        return new LinkFrame(answer.ToByteArray());
    }

    private LinkSession? Live() => _state is LinkState.Up up ? links.Find(Node, up.Session) : null;

    private async Task Apply(LinkEvent happened)
    {
        (_state, var commands) = LinkState.Next(_state, happened);
        foreach (var command in commands)
        {
            switch (command)
            {
                case LinkCommand.End end:
                    links.Find(Node, end.Session)?.End(end.Reason);
                    break;
                case LinkCommand.SendDirectory send when links.Find(Node, send.Session) is { } session:
                    if (!session.TrySend(new ConnectResponse { Directory = new DirectoryUpdate { Directory = directory.Current.Jws } }))
                    {
                        // A node that does not read its link must not miss a directory: it gets it with its next connection.
                        session.End(RelayFaults.SlowReader);
                    }

                    break;
                case LinkCommand.SendTasks:
                    await jobs.DriveNodeAsync(Node);
                    break;
                default:
                    break; // the connection has gone meanwhile
            }
        }
    }
}
