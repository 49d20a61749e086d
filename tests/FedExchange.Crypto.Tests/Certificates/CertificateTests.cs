using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FedExchange.Crypto.Certificates;
using FedExchange.Crypto.Randomness;
using FedExchange.Crypto.Tests.Support;
using Microsoft.Extensions.Time.Testing;

namespace FedExchange.Crypto.Tests.Certificates;

public sealed class CertificateTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    private readonly FakeTimeProvider time = new(Start);
    private readonly RegionAuthority authority;
    private readonly ECDsa key = NodeCertificate.CreateKey();

    public CertificateTests() => authority = RegionAuthority.Create("试验区", time, TimeSpan.FromDays(3650));

    public void Dispose()
    {
        authority.Dispose();
        key.Dispose();
    }

    [Fact]
    public void A_node_gets_a_certificate_for_the_key_it_asked_for()
    {
        using var certificate = Issue("civil-affairs");
        Assert.True(NodeCertificate.IsValid(certificate, authority.Certificate, Start, out var reason), reason);
        Assert.Equal(string.Empty, reason);
        Assert.Equal(("civil-affairs", "试验区", CertificateKind.Node), NodeCertificate.Read(certificate));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo())), NodeCertificate.KeyFingerprint(certificate));
        Assert.False(certificate.HasPrivateKey);
        using var joined = NodeCertificate.WithKey(certificate.RawData, key);
        Assert.True(joined.HasPrivateKey);
    }

    [Fact]
    public void A_certificate_holds_from_a_little_before_until_its_end()
    {
        using var certificate = Issue("node-a");
        Assert.True(NodeCertificate.IsValid(certificate, authority.Certificate, Start - TimeSpan.FromMinutes(4), out _));
        Assert.False(NodeCertificate.IsValid(certificate, authority.Certificate, Start - TimeSpan.FromMinutes(6), out _));
        Assert.True(NodeCertificate.IsValid(certificate, authority.Certificate, Start + Week - TimeSpan.FromSeconds(1), out _));
        Assert.False(NodeCertificate.IsValid(certificate, authority.Certificate, Start + Week + TimeSpan.FromSeconds(1), out var reason));
        Assert.Contains("expired", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_regions_certificate_is_not_valid_even_under_the_same_name()
    {
        using var impostor = RegionAuthority.Create("试验区", time, TimeSpan.FromDays(3650));
        using var certificate = impostor.IssueNode("node-a", NodeCertificate.CreateRequest(key, "node-a"), Week, time);
        Assert.False(NodeCertificate.IsValid(certificate, authority.Certificate, Start, out var reason));
        Assert.NotEqual(string.Empty, reason);
    }

    [Fact]
    public void A_node_cannot_certify_others()
    {
        using var nodeCertificate = Issue("node-a");
        using var withKey = NodeCertificate.WithKey(nodeCertificate.RawData, key);
        using var childKey = NodeCertificate.CreateKey();
        var request = new CertificateRequest("O=试验区, OU=node, CN=node-b", childKey, HashAlgorithmName.SHA256);
        using var child = request.Create(
            withKey.SubjectName, X509SignatureGenerator.CreateForECDsa(key), Start, Start + TimeSpan.FromDays(1), [1, 2, 3]);
        Assert.False(NodeCertificate.IsValid(child, authority.Certificate, Start + TimeSpan.FromHours(1), out _));
    }

    [Fact]
    public void The_authoritys_own_certificate_and_none_at_all_identify_nobody()
    {
        Assert.False(NodeCertificate.IsValid(authority.Certificate, authority.Certificate, Start, out var reason));
        Assert.NotEqual(string.Empty, reason);
        Assert.False(NodeCertificate.IsValid(null, authority.Certificate, Start, out _));
    }

    [Fact]
    public void A_damaged_certificate_is_not_valid()
    {
        using var certificate = Issue("node-a");
        var raw = certificate.RawData;
        raw[^5] ^= 1; // within the signature
        using var damaged = NodeCertificate.Load(raw);
        Assert.False(NodeCertificate.IsValid(damaged, authority.Certificate, Start, out var reason));
        Assert.NotEqual(string.Empty, reason);
    }

    [Fact]
    public void A_request_for_another_name_is_refused()
    {
        var request = NodeCertificate.CreateRequest(key, "node-b");
        var error = Assert.Throws<CryptographicException>(() => authority.IssueNode("node-a", request, Week, time));
        Assert.Contains("another node", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_request_not_signed_by_its_key_or_not_on_p256_is_refused()
    {
        var request = NodeCertificate.CreateRequest(key, "node-a");
        request[^1] ^= 1;
        Assert.ThrowsAny<CryptographicException>(() => authority.IssueNode("node-a", request, Week, time));

        using var p384 = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.ThrowsAny<CryptographicException>(() => authority.IssueNode("node-a", NodeCertificate.CreateRequest(p384, "node-a"), Week, time));
        using var rsa = RSA.Create(2048);
        var rsaRequest = new CertificateRequest("CN=node-a", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1).CreateSigningRequest();
        Assert.ThrowsAny<CryptographicException>(() => authority.IssueNode("node-a", rsaRequest, Week, time));
        var manyNames = new CertificateRequest("CN=node-a, O=elsewhere", key, HashAlgorithmName.SHA256).CreateSigningRequest();
        Assert.ThrowsAny<CryptographicException>(() => authority.IssueNode("node-a", manyNames, Week, time));
        Assert.ThrowsAny<CryptographicException>(() => authority.IssueNode("node-a", new byte[20_000], Week, time));
    }

    [Fact]
    public void Extensions_that_a_request_asks_for_are_not_taken_over()
    {
        var request = new CertificateRequest("CN=node-a", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var certificate = authority.IssueNode("node-a", request.CreateSigningRequest(), Week, time);
        Assert.False(certificate.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
    }

    [Fact]
    public void A_certificate_never_outlives_its_authority()
    {
        using var brief = RegionAuthority.Create("brief", time, TimeSpan.FromDays(1));
        using var certificate = brief.IssueNode("node-a", NodeCertificate.CreateRequest(key, "node-a"), Week, time);
        Assert.Equal(brief.Certificate.NotAfter, certificate.NotAfter);
        time.Advance(TimeSpan.FromDays(2));
        var error = Assert.Throws<CryptographicException>(() => brief.IssueNode("node-a", NodeCertificate.CreateRequest(key, "node-a"), Week, time));
        Assert.Contains("expired", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_authority_survives_export_and_import()
    {
        using var again = RegionAuthority.FromPem(authority.ExportCertificatePem(), authority.ExportPrivateKeyPem());
        Assert.Equal("试验区", again.Region);
        using var certificate = again.IssueNode("node-a", NodeCertificate.CreateRequest(key, "node-a"), Week, time);
        Assert.True(NodeCertificate.IsValid(certificate, authority.Certificate, Start, out var reason), reason);
        Assert.Equal("RegionAuthority(试验区)", again.ToString());
    }

    [Fact]
    public void An_authority_with_anothers_key_is_refused()
    {
        using var other = RegionAuthority.Create("other", time, Week);
        Assert.ThrowsAny<CryptographicException>(() => RegionAuthority.FromPem(authority.ExportCertificatePem(), other.ExportPrivateKeyPem()));
        Assert.ThrowsAny<CryptographicException>(() => RegionAuthority.FromPem("nothing", "nothing"));
        Assert.ThrowsAny<CryptographicException>(() => RegionAuthority.FromPem(authority.ExportCertificatePem(), "nothing"));
        using var node = Issue("node-a");
        Assert.ThrowsAny<CryptographicException>(() => RegionAuthority.FromPem(node.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem()));
    }

    [Fact]
    public void Operators_and_servers_are_told_apart()
    {
        using var person = authority.IssueOperator(key, "王芳", Week, time);
        Assert.Equal(("王芳", "试验区", CertificateKind.Operator), NodeCertificate.Read(person));
        Assert.True(person.HasPrivateKey);
        Assert.True(NodeCertificate.IsValid(person, authority.Certificate, Start, out var reason), reason);
        using var server = authority.IssueServer(key, "coordinator", ["localhost", "127.0.0.1", "::1"], Week, time);
        Assert.Equal(CertificateKind.Server, NodeCertificate.Read(server).Kind);
        Assert.True(server.MatchesHostname("localhost"));
        Assert.True(server.MatchesHostname("127.0.0.1"));
        Assert.False(server.MatchesHostname("elsewhere"));
        Assert.Throws<ArgumentException>(() => authority.IssueServer(key, "coordinator", [], Week, time));
    }

    [Fact]
    public void Names_out_of_form_are_refused()
    {
        Assert.ThrowsAny<ArgumentException>(() => NodeCertificate.CreateRequest(key, " "));
        Assert.ThrowsAny<ArgumentException>(() => NodeCertificate.CreateRequest(key, new string('a', 65)));
        Assert.ThrowsAny<ArgumentException>(() => RegionAuthority.Create("a\nb", time, Week));
        Assert.ThrowsAny<ArgumentException>(() => RegionAuthority.Create("a", time, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("CN=node-a")]
    [InlineData("CN=node-a, O=r")]
    [InlineData("CN=node-a, O=r, OU=root")]
    [InlineData("CN=node-a, O=r, OU=node, C=CN")]
    [InlineData("CN=node-a, CN=node-b, OU=node")]
    [InlineData("")]
    public void Subjects_that_no_authority_writes_cannot_be_read(string subject)
    {
        using var certificate = new CertificateRequest(subject, key, HashAlgorithmName.SHA256).CreateSelfSigned(Start, Start + Week);
        Assert.Throws<CryptographicException>(() => NodeCertificate.Read(certificate));
    }

    [Fact]
    public void A_certificate_of_another_key_cannot_be_joined()
    {
        using var certificate = Issue("node-a");
        using var other = NodeCertificate.CreateKey();
        Assert.Throws<CryptographicException>(() => NodeCertificate.WithKey(certificate.RawData, other));
    }

    [Fact]
    public void Damaged_certificates_and_requests_are_refused_with_one_exception_type()
    {
        using var certificate = Issue("node-a");
        var random = new SeededRandomSource(61);
        var request = NodeCertificate.CreateRequest(key, "node-a");
        for (var i = 0; i < 600; i++)
        {
            try
            {
                using var damaged = NodeCertificate.Load(i % 4 == 0 ? Mutation.RandomBytes(random.NextInt32(600), random) : Mutation.Damage(certificate.RawData, random));
                Assert.True(damaged.RawData.AsSpan().SequenceEqual(certificate.RawData) || !NodeCertificate.IsValid(damaged, authority.Certificate, Start, out _));
                NodeCertificate.Read(damaged);
            }
            catch (CryptographicException)
            {
                // The one exception type that is promised.
            }

            try
            {
                var bytes = Mutation.Damage(request, random);
                using var issued = authority.IssueNode("node-a", bytes, Week, time);
                Assert.Equal(key.ExportSubjectPublicKeyInfo(), issued.PublicKey.ExportSubjectPublicKeyInfo());
            }
            catch (CryptographicException)
            {
                // The one exception type that is promised.
            }
        }
    }

    [Fact]
    public async Task Two_ends_speak_mutual_tls_with_certificates_of_the_region()
    {
        using var serverKey = NodeCertificate.CreateKey();
        using var serverCertificate = authority.IssueServer(serverKey, "coordinator", ["localhost"], Week, time);
        using var node = Issue("node-a");
        using var nodeCertificate = NodeCertificate.WithKey(node.RawData, key);
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var accepting = listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint, TestContext.Current.CancellationToken);
        using var accepted = await accepting;
        bool Check(object _, X509Certificate? presented, X509Chain? chain, SslPolicyErrors errors) =>
            NodeCertificate.IsValid(presented as X509Certificate2, authority.Certificate, Start, out var _);
        await using var serverSide = new SslStream(accepted.GetStream(), false, Check);
        await using var clientSide = new SslStream(client.GetStream(), false, Check);
        var server = serverSide.AuthenticateAsServerAsync(serverCertificate, true, SslProtocols.Tls13, false);
        await clientSide.AuthenticateAsClientAsync("localhost", [nodeCertificate], SslProtocols.Tls13, false);
        await server;
        Assert.Equal("node-a", NodeCertificate.Read((X509Certificate2)serverSide.RemoteCertificate!).NodeId);
        Assert.Equal("coordinator", NodeCertificate.Read((X509Certificate2)clientSide.RemoteCertificate!).NodeId);
    }

    private X509Certificate2 Issue(string nodeId) => authority.IssueNode(nodeId, NodeCertificate.CreateRequest(key, nodeId), Week, time);
}
