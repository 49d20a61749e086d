using System.Collections.Concurrent;
using FedExchange.Governance.Directory;
using FedExchange.Node.Links;
using FedExchange.Wire.Session.V1;

namespace FedExchange.Node.Peers;

/// <summary>
/// Chooses the way to a peer: directly where it advertises an address, through the coordinator's relay where it does not
/// or where the connection failed before anything was sent.
/// </summary>
internal sealed class PeerTransport(
    DirectoryStore directory,
    PeerChannels channels,
    Func<IRelay> relay,
    TimeProvider time,
    ILogger<PeerTransport> logger) : IFrameTransport
{
    private static readonly TimeSpan DirectPause = TimeSpan.FromSeconds(2);
    private readonly ConcurrentDictionary<string, long> _directDownSince = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<ExchangeResponse> SendAsync(SealedFrame frame, CancellationToken cancellationToken)
    {
        IRelay relayed = relay();
        string? address = directory.Current?.Find(frame.To)?.Address;
        FrameTransportException? direct = null;
        if (!string.IsNullOrEmpty(address) && !(relayed.IsConnected && IsPaused(frame.To)))
        {
            try
            {
                ExchangeResponse response = await channels.SendAsync(address, frame, cancellationToken);
                _directDownSince.TryRemove(frame.To, out _);
                return response;
            }
            catch (FrameTransportException e) when (!e.MayHaveArrived)
            {
                if (_directDownSince.TryAdd(frame.To, time.GetTimestamp()))
                {
                    PeerLog.DirectPathDown(logger, frame.To, e);
                }

                direct = e;
            }
        }

        if (!relayed.IsConnected)
        {
            throw new FrameTransportException(
                PeerFaults.PeerUnreachable,
                direct is null
                    ? $"{frame.To} advertises no address and the link to the coordinator, which would relay, is down."
                    : $"{frame.To} takes no direct connection and the link to the coordinator, which would relay, is down.",
                mayHaveArrived: false,
                direct);
        }

        return await relayed.RelayAsync(frame, cancellationToken);
    }

    private bool IsPaused(string peer)
    {
        if (!_directDownSince.TryGetValue(peer, out long since))
        {
            return false;
        }

        if (time.GetElapsedTime(since) < DirectPause)
        {
            return true;
        }

        _directDownSince.TryRemove(peer, out _);
        return false;
    }
}
