using System.Threading.Channels;
using FedExchange.Wire.Link.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace FedExchange.Node.Links;

/// <summary>One connection to the coordinator, from hello to its end. It carries frames and knows nothing of their meaning.</summary>
internal sealed class LinkConnection : IAsyncDisposable
{
    private const int OutgoingFrames = 1024;

    private readonly Channel<ConnectRequest> _outgoing = Channel.CreateBounded<ConnectRequest>(
        new BoundedChannelOptions(OutgoingFrames) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly CancellationTokenSource _hangUp = new();
    private readonly GrpcChannel _channel;
    private readonly TimeProvider _time;
    private readonly Task _running;
    private long _lastHeard;
    private long _lastSaid;

    private LinkConnection(GrpcChannel channel, LinkHello hello, TimeProvider time, Action<LinkConnection, ConnectResponse> onFrame, Action<LinkConnection, string> onLost)
    {
        (_channel, _time) = (channel, time);
        _lastHeard = _lastSaid = time.GetUtcNow().UtcTicks;
        _outgoing.Writer.TryWrite(new ConnectRequest { Hello = hello });
        _running = Task.Run(() => RunAsync(onFrame, onLost));
    }

    /// <summary>When the last frame came.</summary>
    public DateTimeOffset LastHeard => new(Interlocked.Read(ref _lastHeard), TimeSpan.Zero);

    /// <summary>When the last frame went.</summary>
    public DateTimeOffset LastSaid => new(Interlocked.Read(ref _lastSaid), TimeSpan.Zero);

    /// <summary>Opens a connection and says hello. What comes of it is told to the callbacks: each frame in order, then once the reason of the end.</summary>
    public static LinkConnection Open(
        GrpcChannel channel, LinkHello hello, TimeProvider time, Action<LinkConnection, ConnectResponse> onFrame, Action<LinkConnection, string> onLost) =>
        new(channel, hello, time, onFrame, onLost);

    /// <summary>Queues a frame, waiting while the queue is full; false when the connection has ended.</summary>
    public async ValueTask<bool> SendAsync(ConnectRequest frame, CancellationToken cancellationToken)
    {
        try
        {
            await _outgoing.Writer.WriteAsync(frame, cancellationToken);
            return true;
        }
        catch (ChannelClosedException)
        {
            return false;
        }
    }

    /// <summary>Queues a frame if there is room.</summary>
    public bool TrySend(ConnectRequest frame) => _outgoing.Writer.TryWrite(frame);

    /// <summary>Hangs up and waits until nothing runs any more.</summary>
    public async ValueTask DisposeAsync()
    {
        _outgoing.Writer.TryComplete();
        await _hangUp.CancelAsync();
        await _running;
        _hangUp.Dispose();
    }

    private async Task RunAsync(Action<LinkConnection, ConnectResponse> onFrame, Action<LinkConnection, string> onLost)
    {
        var reason = "the coordinator closed the link";
        try
        {
            using var call = new LinkService.LinkServiceClient(_channel).Connect(cancellationToken: _hangUp.Token);
            var writing = WriteAsync(call.RequestStream);
            try
            {
                await foreach (var frame in call.ResponseStream.ReadAllAsync(_hangUp.Token))
                {
                    Interlocked.Exchange(ref _lastHeard, _time.GetUtcNow().UtcTicks);
                    onFrame(this, frame);
                }
            }
            finally
            {
                _outgoing.Writer.TryComplete();
                await _hangUp.CancelAsync();
                await writing;
            }
        }
        catch (RpcException e)
        {
            reason = e.StatusCode == StatusCode.Cancelled && _hangUp.IsCancellationRequested ? "this node hung up" : $"{e.StatusCode}: {e.Status.DebugException?.GetBaseException().Message ?? e.Status.Detail}";
        }
        catch (OperationCanceledException)
        {
            reason = "this node hung up";
        }
        catch (Exception e)
        {
            reason = $"this node failed on a frame, {e.GetType().Name}: {e.Message}"; // a new connection is the best that can be done about it
        }
        finally
        {
            _outgoing.Writer.TryComplete();
            _channel.Dispose();
            onLost(this, reason);
        }
    }

    private async Task WriteAsync(IClientStreamWriter<ConnectRequest> stream)
    {
        try
        {
            await foreach (var frame in _outgoing.Reader.ReadAllAsync(_hangUp.Token))
            {
                await stream.WriteAsync(frame, _hangUp.Token);
                Interlocked.Exchange(ref _lastSaid, _time.GetUtcNow().UtcTicks);
            }
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException or InvalidOperationException or IOException)
        {
            // The reader learns of the same end, with the better reason.
        }
    }
}
