using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FedExchange.Crypto.Certificates;
using FedExchange.Crypto.PublicKey;
using FedExchange.Crypto.Randomness;
using FedExchange.Governance.Directory;
using FedExchange.Wire;
using FedExchange.Wire.Enrolment.V1;
using FedExchange.Wire.Link.V1;
using Google.Protobuf;
using Grpc.Net.Client;

namespace FedExchange.Coordinator.Tests;

/// <summary>A node's side of enrolment and link, with real keys and real TLS, that does only what a test tells it.</summary>
internal sealed class TestNode : IDisposable
{
    private readonly List<IDisposable> _owned = [];

    public TestNode(string id)
    {
        Id = id;
        LogKey = LogKey.Create(SystemRandomSource.Instance);
        using var seal = FedExchange.Crypto.PublicKey.SealKey.Create(SystemRandomSource.Instance);
        SealKey = seal.PublicKey;
    }

    public string Id { get; }

    public ECDsa AuthKey { get; init; } = NodeCertificate.CreateKey();

    public SigningKey SignKey { get; } = SigningKey.Create();

    public LogKey LogKey { get; }

    public byte[] SealKey { get; init; }

    public X509Certificate2? Certificate { get; private set; }

    public VerifyingKey? DirectoryKey { get; private set; }

    public string Address { get; private set; } = "";

    public JoinRequest Request(string secret)
    {
        var request = new JoinRequest
        {
            Token = secret,
            NodeId = Id,
            CertificateRequest = ByteString.CopyFrom(NodeCertificate.CreateRequest(AuthKey, Id)),
            SignKey = ByteString.CopyFrom(SignKey.PublicKey),
            SealKey = ByteString.CopyFrom(SealKey),
            LogKey = ByteString.CopyFrom(LogKey.PublicKey),
            TitleEn = Id,
            TitleZh = "节点",
        };
        request.Proof = ByteString.CopyFrom(SignKey.Sign(JoinStatement.Of(request)));
        return request;
    }

    public Task<JoinResponse> JoinAsync(string address, string secret) => SendAsync(address, Request(secret));

    public async Task<JoinResponse> SendAsync(string address, JoinRequest request)
    {
        Address = address;
        return await new EnrolmentService.EnrolmentServiceClient(Channel(null)).JoinAsync(request);
    }

    public void Accept(JoinResponse response)
    {
        Assert.Equal(EnrolmentState.Approved, response.State);
        Certificate = NodeCertificate.WithKey(response.Certificate.Span, AuthKey);
        DirectoryKey = VerifyingKey.FromSpki(response.DirectoryKey.Span);
    }

    public SignedDirectory Open(string jws) => SignedDirectory.Open(jws, DirectoryKey!);

    public EnrolmentService.EnrolmentServiceClient Enrolment(X509Certificate2? certificate = null) => new(Channel(certificate ?? Certificate));

    public GrpcChannel Channel(X509Certificate2? certificate)
    {
        var options = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, shown, _, _) => shown is not null };
        if (certificate is not null)
        {
            options.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate;
        }

        var channel = GrpcChannel.ForAddress($"https://{Address}", new GrpcChannelOptions
        {
            HttpHandler = new SocketsHttpHandler { SslOptions = options },
            DisposeHttpClient = true,
            MaxReceiveMessageSize = 4 << 20,
        });
        _owned.Add(channel);
        return channel;
    }

    /// <summary>Opens a link and reads the welcome.</summary>
    public async Task<TestLink> LinkAsync(LinkHello? hello = null, string? address = null)
    {
        Address = address ?? Address;
        var call = new LinkService.LinkServiceClient(Channel(Certificate)).Connect();
        var link = new TestLink(this, call);
        _owned.Add(link);
        await link.SendAsync(new ConnectRequest { Hello = hello ?? new LinkHello() });
        var first = await link.NextAsync(ConnectResponse.FrameOneofCase.Welcome);
        link.Welcome = first.Welcome;
        return link;
    }

    /// <summary>The node's connections break.</summary>
    public void DropLinks()
    {
        foreach (var link in _owned.OfType<TestLink>())
        {
            link.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var owned in _owned)
        {
            owned.Dispose();
        }

        Certificate?.Dispose();
        AuthKey.Dispose();
        SignKey.Dispose();
        LogKey.Dispose();
    }
}
