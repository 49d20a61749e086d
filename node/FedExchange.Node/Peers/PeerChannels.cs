using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using FedExchange.Governance.Directory;
using FedExchange.Wire.Session.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace FedExchange.Node.Peers;

/// <summary>
/// One gRPC channel for each peer, mTLS with this node's present certificate. The peer's certificate must carry the key whose
/// fingerprint stands in the directory; no certificate authority is asked. "certificate" gives the one then in force.
/// </summary>
internal sealed class PeerChannels(Func<X509Certificate2> certificate, DirectoryStore directory) : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<(string Peer, string Address), Lazy<PeerChannel>> _channels = new();

    /// <summary>Sends a frame over the direct path.</summary>
    /// <exception cref="FrameTransportException">No response came.</exception>
    public async Task<ExchangeResponse> SendAsync(string address, SealedFrame frame, CancellationToken cancellationToken)
    {
        PeerChannel channel = _channels.GetOrAdd((frame.To, address), key => new Lazy<PeerChannel>(() => Open(key.Peer, key.Address))).Value;
        try
        {
            return await channel.Client.ExchangeAsync(new ExchangeRequest { Frame = frame }, cancellationToken: cancellationToken);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The call was given up.", e, cancellationToken);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.Internal && FailedToConnect(e))
        {
            throw new FrameTransportException(PeerFaults.PeerUnreachable, $"{frame.To} does not take connections at its advertised address.", mayHaveArrived: false, e);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unauthenticated or StatusCode.PermissionDenied)
        {
            throw new FrameTransportException(PeerFaults.PeerUnreachable, $"{frame.To} does not accept this node's certificate: {e.Status.Detail}", mayHaveArrived: false, e);
        }
        catch (RpcException e)
        {
            throw new FrameTransportException(PeerFaults.PeerUnreachable, $"{frame.To} did not answer ({e.StatusCode}).", mayHaveArrived: true, e);
        }
    }

    /// <summary>Closes all channels.</summary>
    public void Dispose()
    {
        foreach (Lazy<PeerChannel> channel in _channels.Values)
        {
            if (channel.IsValueCreated)
            {
                channel.Value.Channel.Dispose();
            }
        }
    }

    private static bool FailedToConnect(RpcException exception) =>
        exception.Status.DebugException is HttpRequestException
        {
            HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError
        };

    private PeerChannel Open(string peer, string address)
    {
        SocketsHttpHandler handler = new()
        {
            // Members are reached directly; a proxy from the environment has no business here.
            UseProxy = false,
            EnableMultipleHttp2Connections = true,
            ConnectTimeout = ConnectTimeout,
            // A callback of our own keeps the gRPC client from connecting by itself, which would hold a failed peer off for up to two minutes.
            ConnectCallback = ConnectAsync,
            PooledConnectionLifetime = TimeSpan.FromHours(1),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(10),
            KeepAlivePingDelay = TimeSpan.FromSeconds(15),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(5),
            SslOptions = new SslClientAuthenticationOptions
            {
                EnabledSslProtocols = SslProtocols.Tls13,
                TargetHost = peer,
                LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate(),
                RemoteCertificateValidationCallback = (_, presented, _, _) => IsPeer(peer, presented as X509Certificate2),
            },
        };
        GrpcChannel channel = GrpcChannel.ForAddress(
            $"https://{address}",
            new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true, MaxReceiveMessageSize = PeerLimits.MessageBytes });
        return new PeerChannel(channel, new PeerService.PeerServiceClient(channel));
    }

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private bool IsPeer(string peer, X509Certificate2? certificate) =>
        certificate is not null
        && directory.Current?.Find(peer) is { Suspended: false } member
        && PeerCertificate.Fingerprint(certificate) == member.AuthKeyFingerprint;

    private sealed record PeerChannel(GrpcChannel Channel, PeerService.PeerServiceClient Client);
}
