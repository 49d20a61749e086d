using System.Threading.Channels;
using FedExchange.Crypto.Randomness;
using FedExchange.Governance.Audit;
using FedExchange.Governance.Directory;
using FedExchange.Node.Identity;
using FedExchange.Node.Jobs;
using FedExchange.Wire.Link.V1;
using FedExchange.Wire.Session.V1;

namespace FedExchange.Node.Links;

/// <summary>
/// The node's link to its coordinator: dials out, keeps one stream, comes back after every loss. <see cref="LinkMachine"/> decides what to do;
/// this class does it and passes each frame to the part that understands it. Nothing the coordinator sends can widen what this node allows:
/// exchanges go through the peer handler, tasks through the policy gate, directories through the store's checks.
/// </summary>
internal sealed class LinkClient(
    CoordinatorDial dial,
    NodeIdentity identity,
    DirectoryStore directory,
    AuditLog log,
    RelayedInbox inbox,
    JobInbox jobs,
    NodeHealth health,
    LinkTimings timings,
    TimeProvider time,
    IRandomSource random,
    ILogger<LinkClient> logger) : IRelay
{
    private readonly Channel<(LinkConnection? From, LinkEvent Event)> _events = Channel.CreateUnbounded<(LinkConnection?, LinkEvent)>();
    private readonly RelayedExchanges _exchanges = new();
    private readonly CheckpointPublisher _checkpoints = new(log);
    private volatile LinkConnection? _up;
    private LinkConnection? _connection;
    private string _advertised = "";
    private CancellationToken _stopping;

    /// <inheritdoc/>
    public bool IsConnected => _up is not null;

    /// <inheritdoc/>
    public async Task<ExchangeResponse> RelayAsync(SealedFrame frame, CancellationToken cancellationToken)
    {
        if (_up is not { } connection)
        {
            return RelayedExchanges.RelayDown();
        }

        var (id, answer) = _exchanges.Begin();
        try
        {
            var request = new ConnectRequest { Exchange = new RelayedExchange { CorrelationId = id, Frame = frame } };
            // The link may have been lost, and all pending exchanges failed, before this one was registered: hence the second look.
            return await connection.SendAsync(request, cancellationToken) && ReferenceEquals(_up, connection)
                ? await answer.WaitAsync(cancellationToken)
                : RelayedExchanges.RelayDown();
        }
        finally
        {
            _exchanges.Forget(id);
        }
    }

    /// <summary>Keeps the link until the node stops.</summary>
    /// <param name="advertisedAddress">host:port at which other nodes reach this one; empty where only the relay does.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task RunAsync(string advertisedAddress, CancellationToken cancellationToken)
    {
        (_advertised, _stopping) = (advertisedAddress, cancellationToken);
        var publishing = PublishAsync(cancellationToken);
        var state = LinkMachine.Start(time.GetUtcNow());
        while (state is not LinkState.Stopped)
        {
            var happened = await NextEventAsync(state, cancellationToken);
            var now = time.GetUtcNow();
            var (next, action) = LinkMachine.Next(state, happened, now, Jitter.Next(random), timings);
            Note(state, next, happened, now);
            state = next;
            await ActAsync(action);
        }

        await publishing;
    }

    private async Task ActAsync(LinkAction action)
    {
        switch (action)
        {
            case LinkAction.Dial:
                var hello = new LinkHello
                {
                    DirectoryVersion = directory.Current?.Version ?? 0,
                    AdvertisedAddress = _advertised,
                    Checkpoint = log.Size > 0 ? log.Checkpoint.Note : "",
                };
                _connection = LinkConnection.Open(dial(), hello, time, OnFrame, (from, reason) => _events.Writer.TryWrite((from, new LinkEvent.Lost(reason))));
                break;
            case LinkAction.SayHeartbeat:
                _connection?.TrySend(new ConnectRequest { Heartbeat = new Heartbeat() });
                break;
            case LinkAction.HangUp:
                await HangUpAsync();
                break;
        }
    }

    private async Task HangUpAsync()
    {
        _up = null; // no new exchange takes this connection
        if (Interlocked.Exchange(ref _connection, null) is { } connection)
        {
            await connection.DisposeAsync();
        }

        _up = null; // a welcome may have come in between
        _exchanges.FailAll();
    }

    // Waits for what happens next: an event of the present connection, the time the machine asked for, or the end.
    private async Task<LinkEvent> NextEventAsync(LinkState state, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            while (_events.Reader.TryRead(out var item))
            {
                if (ReferenceEquals(item.From, _connection))
                {
                    return item.Event;
                }
            }

            var (heard, said) = (_connection?.LastHeard ?? default, _connection?.LastSaid ?? default);
            var wait = LinkMachine.NextTick(state, heard, said, timings) - time.GetUtcNow();
            if (wait is not { } left || left <= TimeSpan.Zero)
            {
                return new LinkEvent.Ticked(heard, said);
            }

            using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var delay = Task.Delay(left, time, timer.Token);
            await Task.WhenAny(delay, _events.Reader.WaitToReadAsync(timer.Token).AsTask());
            await timer.CancelAsync();
        }

        return new LinkEvent.StopAsked();
    }

    private void OnFrame(LinkConnection connection, ConnectResponse frame)
    {
        switch (frame.FrameCase)
        {
            case ConnectResponse.FrameOneofCase.Welcome:
                OnWelcome(connection, frame.Welcome);
                break;
            case ConnectResponse.FrameOneofCase.Directory:
                OnDirectory(frame.Directory.Directory);
                break;
            case ConnectResponse.FrameOneofCase.Exchange:
                inbox.Accept(frame.Exchange, connection, _stopping);
                break;
            case ConnectResponse.FrameOneofCase.Answer:
                _exchanges.Complete(frame.Answer);
                break;
            case ConnectResponse.FrameOneofCase.Task:
                jobs.Accept(frame.Task, connection, _stopping);
                break;
            case ConnectResponse.FrameOneofCase.ReportAck:
                jobs.Acknowledge(frame.ReportAck);
                break;
            case ConnectResponse.FrameOneofCase.CheckpointAck:
                if (_checkpoints.Acknowledge(frame.CheckpointAck))
                {
                    NodeLog.CheckpointRefused(logger, frame.CheckpointAck.Refusal);
                }

                break;
        }
    }

    private void OnWelcome(LinkConnection connection, LinkWelcome welcome)
    {
        long witnessed = 0;
        switch (WitnessCheck.Compare(welcome.WitnessedCheckpoint, log, identity.LogKey.PublicKey))
        {
            case WitnessVerdict.Agrees agrees:
                witnessed = agrees.Size;
                break;
            case WitnessVerdict.Foreign:
                NodeLog.WitnessForeign(logger);
                break;
            case WitnessVerdict.RolledBack back:
                health.DeclareRolledBack(
                    $"This node has been rolled back: {back.What}. It answers nobody. Stop it, restore its newest backup (audit folder and ledger.db together), and start it again; " +
                    "if there is none, ask the operator to suspend this member and enrol a new node.");
                NodeLog.RolledBack(logger, back.What);
                break;
        }

        _checkpoints.Reset(witnessed);
        _up = connection;
        _events.Writer.TryWrite((connection, new LinkEvent.Welcomed()));
        jobs.ResendReports(connection);
    }

    private void OnDirectory(string jws)
    {
        try
        {
            if (directory.Accept(jws))
            {
                NodeLog.DirectoryAccepted(logger, directory.Current!.Version);
            }
        }
        catch (Exception e) when (e is DirectoryException or IOException)
        {
            NodeLog.DirectoryRefused(logger, e.Message);
        }
    }

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        using var everySecond = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        try
        {
            while (await everySecond.WaitForNextTickAsync(cancellationToken))
            {
                // A rolled-back node offers nothing: its short log must not look like news.
                if (_up is { } connection && health.MayAnswer && _checkpoints.Due() is { } notice)
                {
                    connection.TrySend(new ConnectRequest { Checkpoint = notice });
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The node is stopping.
        }
    }

    private void Note(LinkState before, LinkState after, LinkEvent happened, DateTimeOffset now)
    {
        if (before is LinkState.Dialing && after is LinkState.Up)
        {
            NodeLog.LinkUp(logger);
        }
        else if (before is not LinkState.Waiting && after is LinkState.Waiting waiting)
        {
            var why = happened is LinkEvent.Lost lost ? lost.Reason : "no word from the coordinator in time";
            NodeLog.LinkLost(logger, why, (waiting.Until - now).TotalSeconds);
        }
    }
}
