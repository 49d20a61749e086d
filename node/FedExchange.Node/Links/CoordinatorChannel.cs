using System.Net.Security;
using Grpc.Net.Client;

namespace FedExchange.Node.Links;

/// <summary>Opens gRPC channels to the coordinator.</summary>
internal static class CoordinatorChannel
{
    private const int LargestMessage = 4 * 1024 * 1024;

    /// <summary>A fresh channel: its own connection, with the certificate now in force.</summary>
    /// <param name="address">host:port.</param>
    /// <param name="tls">Whom to trust, and who this is.</param>
    public static GrpcChannel Open(string address, SslClientAuthenticationOptions tls) => GrpcChannel.ForAddress(
        $"https://{address}",
        new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                SslOptions = tls,
                ConnectTimeout = TimeSpan.FromSeconds(10),
                KeepAlivePingDelay = TimeSpan.FromSeconds(20),
                KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
                KeepAlivePingPolicy = HttpKeepAlivePingPolicy.Always,
                UseProxy = false,
            },
            DisposeHttpClient = true,
            MaxReceiveMessageSize = LargestMessage,
        });
}
