using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;
using FedExchange.Wire.Link.V1;
using FedExchange.Wire.Session.V1;
using Grpc.Core;

namespace FedExchange.Coordinator.Links;

/// <summary>
/// One connection of one node. Frames leave through a bounded queue with a single writer: who finds it full is told so at once
/// (relay, tasks) or waits (acknowledgements), so a node that does not read costs a fixed amount of memory.
/// </summary>
internal sealed class LinkSession : IDisposable
{
    private readonly Channel<ConnectResponse> _queue;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<ExchangeResponse>> _asked = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _ended;
    private readonly LinkLimits _options;
    private readonly TimeProvider _time;
    private long _queuedBytes;
    private long _correlation;
    private int _exchanges;
    private int _disposed;

    public LinkSession(string node, long number, LinkLimits options, TimeProvider time, CancellationToken callEnded)
    {
        Node = node;
        Number = number;
        _options = options;
        _time = time;
        _queue = Channel.CreateBounded<ConnectResponse>(new BoundedChannelOptions(options.QueuedFrames) { SingleReader = true });
        _ended = CancellationTokenSource.CreateLinkedTokenSource(callEnded);
        Token = _ended.Token;
    }

    public string Node { get; }

    /// <summary>Higher than that of every earlier connection.</summary>
    public long Number { get; }

    /// <summary>Why this side ended the connection; null while it has not.</summary>
    public string? EndReason { get; private set; }

    /// <summary>Cancelled when either side ends the connection.</summary>
    public CancellationToken Token { get; }

    /// <summary>Takes one of the node's places for exchanges under way; false when all are taken.</summary>
    public bool TryEnterExchange()
    {
        if (Interlocked.Increment(ref _exchanges) <= _options.ExchangesPerNode)
        {
            return true;
        }

        Interlocked.Decrement(ref _exchanges);
        return false;
    }

    public void LeaveExchange() => Interlocked.Decrement(ref _exchanges);

    /// <summary>Queues a frame if there is room.</summary>
    public bool TrySend(ConnectResponse frame) => !Token.IsCancellationRequested && _queue.Writer.TryWrite(frame);

    /// <summary>Queues a frame, waiting for room; a node that makes none for as long as it may be silent loses the connection.</summary>
    public async ValueTask SendAsync(ConnectResponse frame)
    {
        if (TrySend(frame))
        {
            return;
        }

        try
        {
            await _queue.Writer.WriteAsync(frame, Token).AsTask().WaitAsync(_options.Silence, _time);
        }
        catch (TimeoutException)
        {
            End(RelayFaults.SlowReader);
            Token.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Delivers a sealed request and waits for the node's answer, or tells why there is none.</summary>
    public async Task<ExchangeResponse> AskAsync(SealedFrame frame)
    {
        var size = frame.CalculateSize();
        if (Interlocked.Add(ref _queuedBytes, size) > _options.QueuedBytes)
        {
            Interlocked.Add(ref _queuedBytes, -size);
            return RelayFaults.Busy(Node);
        }

        var correlation = Interlocked.Increment(ref _correlation).ToString(CultureInfo.InvariantCulture);
        var answer = new TaskCompletionSource<ExchangeResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        _asked[correlation] = answer;
        try
        {
            if (!TrySend(new ConnectResponse { Exchange = new RelayedExchange { CorrelationId = correlation, Frame = frame } }))
            {
                Interlocked.Add(ref _queuedBytes, -size);
                return Token.IsCancellationRequested ? RelayFaults.Unreachable(Node) : RelayFaults.Busy(Node);
            }

            return await answer.Task.WaitAsync(_options.ExchangeTimeout, _time, Token);
        }
        catch (TimeoutException)
        {
            return RelayFaults.TimedOut(Node);
        }
        catch (OperationCanceledException)
        {
            return RelayFaults.Unreachable(Node); // the connection ended while the node was thinking
        }
        finally
        {
            _asked.TryRemove(correlation, out _);
        }
    }

    /// <summary>The node answers a delivered request; an answer that nobody waits for any more is dropped.</summary>
    public void Answer(RelayedAnswer answer)
    {
        if (answer.Response is not null && _asked.TryRemove(answer.CorrelationId, out var waiting))
        {
            waiting.TrySetResult(answer.Response);
        }
    }

    /// <summary>Writes queued frames until the connection ends.</summary>
    public async Task PumpAsync(IAsyncStreamWriter<ConnectResponse> writer)
    {
        long beats = 0;
        await using var heartbeat = _time.CreateTimer(
            _ => TrySend(new ConnectResponse { Heartbeat = new Heartbeat { Count = ++beats } }), null, _options.Heartbeat, _options.Heartbeat);
        await foreach (var frame in _queue.Reader.ReadAllAsync(Token))
        {
            await writer.WriteAsync(frame, Token);
            if (frame.FrameCase == ConnectResponse.FrameOneofCase.Exchange)
            {
                Interlocked.Add(ref _queuedBytes, -frame.Exchange.Frame.CalculateSize());
            }
        }
    }

    /// <summary>Ends the connection; the first reason counts.</summary>
    public void End(string reason)
    {
        EndReason ??= reason;
        if (Volatile.Read(ref _disposed) == 0)
        {
            try
            {
                _ended.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The connection ended by itself between the check and the call.
            }
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _ended.Cancel();
            _ended.Dispose();
        }
    }
}
