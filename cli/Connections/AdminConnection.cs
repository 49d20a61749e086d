using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using FedExchange.Crypto.Certificates;
using FedExchange.Wire.Admin.V1;
using Grpc.Net.Client;

namespace FedExchange.Cli.Connections;

/// <summary>The operator's gRPC connection to a coordinator, with the operator's certificate of the coordinator's folder.</summary>
internal sealed class AdminConnection : IDisposable
{
    private readonly GrpcChannel channel;

    private AdminConnection(GrpcChannel channel)
    {
        this.channel = channel;
        Client = new AdminService.AdminServiceClient(channel);
    }

    /// <summary>The service.</summary>
    public AdminService.AdminServiceClient Client { get; }

    /// <summary>Connects to the coordinator that runs in a folder.</summary>
    public static AdminConnection Open(string folder)
    {
        var address = RunFile.Require(folder, "address", $"fedx coordinator run {folder}");
        using var pem = X509Certificate2.CreateFromPemFile(Path.Combine(folder, "operator.pem"), Path.Combine(folder, "operator.key"));
        var certificate = X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), password: null);
        var authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(folder, "ca.pem"));
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificates = [certificate],
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                RemoteCertificateValidationCallback = (_, presented, _, _) => presented is X509Certificate2 server
                    && NodeCertificate.IsValid(server, authority, TimeProvider.System.GetUtcNow(), out string _)
                    && NodeCertificate.Read(server).Kind == CertificateKind.Server,
            },
        };
        return new AdminConnection(GrpcChannel.ForAddress($"https://{address}", new GrpcChannelOptions { HttpHandler = handler, DisposeHttpClient = true }));
    }

    /// <inheritdoc />
    public void Dispose() => channel.Dispose();
}
