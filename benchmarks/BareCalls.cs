using System.Diagnostics;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using FedExchange.Cli.Connections;
using FedExchange.Cli.Lab;
using FedExchange.Crypto.Certificates;
using FedExchange.Wire.Session.V1;
using Google.Protobuf;
using Grpc.Net.Client;

namespace FedExchange.Benchmarks;

/// <summary>
/// The yardstick: unary calls of a proposal's size to the providers' own peer addresses, with the requester's certificate. The frame is
/// addressed to nobody, so the provider answers at once and does none of the work of a verification.
/// </summary>
internal static class BareCalls
{
    private const int FrameBytes = 2048;

    public static async Task<double> RateAsync(LabSession session, LabVerifyJob job, int callers, TimeSpan time, CancellationToken cancellationToken)
    {
        string requester = session.Folder.Of(job.Requester);
        using X509Certificate2 certificate = X509Certificate2.CreateFromPemFile(Path.Combine(requester, "keys", "auth.crt"), Path.Combine(requester, "keys", "auth.key"));
        using X509Certificate2 region = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(requester, "region.pem"));
        string[] addresses = [.. session.File.Nodes
            .Where(node => node.Run && node.Id != job.Requester)
            .Select(node => RunFile.Require(session.Folder.Of(node.Id), "peer", "the benchmark again"))];
        List<GrpcChannel> channels = [.. addresses.Select(address => Open(address, certificate, region))];
        try
        {
            ExchangeRequest request = new()
            {
                Frame = new SealedFrame { From = job.Requester, To = "nobody", EncapsulatedKey = ByteString.CopyFrom(new byte[1120]), Ciphertext = ByteString.CopyFrom(new byte[FrameBytes]) },
            };
            PeerService.PeerServiceClient[] clients = [.. channels.Select(channel => new PeerService.PeerServiceClient(channel))];
            await CallAsync(clients, request, callers, TimeSpan.FromSeconds(2), cancellationToken);
            Stopwatch clock = Stopwatch.StartNew();
            long calls = await CallAsync(clients, request, callers, time, cancellationToken);
            return calls / clock.Elapsed.TotalSeconds;
        }
        finally
        {
            channels.ForEach(channel => channel.Dispose());
        }
    }

    private static async Task<long> CallAsync(
        PeerService.PeerServiceClient[] clients, ExchangeRequest request, int callers, TimeSpan time, CancellationToken cancellationToken)
    {
        Stopwatch clock = Stopwatch.StartNew();
        long calls = 0;
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(
            async () =>
            {
                while (clock.Elapsed < time)
                {
                    await clients[caller % clients.Length].ExchangeAsync(request, cancellationToken: cancellationToken);
                    Interlocked.Increment(ref calls);
                }
            },
            cancellationToken)));
        return calls;
    }

    private static GrpcChannel Open(string address, X509Certificate2 certificate, X509Certificate2 region) => GrpcChannel.ForAddress(
        $"https://{address}",
        new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler
            {
                UseProxy = false,
                EnableMultipleHttp2Connections = true,
                SslOptions = new SslClientAuthenticationOptions
                {
                    ClientCertificates = [certificate],
                    RemoteCertificateValidationCallback = (_, server, _, _) =>
                        server is X509Certificate2 presented && NodeCertificate.IsValid(presented, region, TimeProvider.System.GetUtcNow(), out _),
                },
            },
            DisposeHttpClient = true,
        });
}
