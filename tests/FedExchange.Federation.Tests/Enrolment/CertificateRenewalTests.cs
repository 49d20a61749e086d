using FedExchange.Crypto.Certificates;
using FedExchange.Federation.Tests.Links;
using FedExchange.Node.Enrolment;
using FedExchange.Node.Identity;
using FedExchange.Node.Links;
using Microsoft.Extensions.DependencyInjection;

namespace FedExchange.Federation.Tests.Enrolment;

public sealed class CertificateRenewalTests
{
    [Fact]
    public void It_is_due_after_two_thirds_of_the_life_and_then_more_and_more_often()
    {
        using var authority = RegionAuthority.Create("r", TimeProvider.System, TimeSpan.FromDays(100));
        using var key = NodeCertificate.CreateKey();
        using var certificate = authority.IssueNode("n", NodeCertificate.CreateRequest(key, "n"), TimeSpan.FromDays(9), TimeProvider.System);
        var issued = new DateTimeOffset(certificate.NotBefore.ToUniversalTime()).AddMinutes(5);
        Assert.Equal(6, CertificateRenewal.Wait(certificate, issued, 0, 0).TotalDays, 0.01);
        Assert.InRange(CertificateRenewal.Wait(certificate, issued, 0, 0.999).TotalDays, 6, 6.2);
        Assert.Equal(TimeSpan.FromSeconds(1), CertificateRenewal.Wait(certificate, issued.AddDays(8), 0, 0));
        Assert.InRange(CertificateRenewal.Wait(certificate, issued.AddDays(8), 1, 0.5).TotalHours, 3, 9);
    }

    [Fact]
    public async Task A_running_node_renews_and_both_directions_take_the_new_certificate()
    {
        await using var region = await TestRegion.StartAsync();
        await region.JoinAsync("household");
        var paths = new FedExchange.Node.NodePaths(region.FolderOf("household"));
        using (var keys = NodeKeys.Load(paths))
        using (var authority = RegionAuthority.FromPem(
            await File.ReadAllTextAsync(Path.Combine(region.CoordinatorFolder, "ca.pem"), TestContext.Current.CancellationToken),
            await File.ReadAllTextAsync(Path.Combine(region.CoordinatorFolder, "ca.key"), TestContext.Current.CancellationToken)))
        using (var brief = authority.IssueNode("household", NodeCertificate.CreateRequest(keys.Auth, "household"), TimeSpan.FromSeconds(5), TimeProvider.System))
        {
            PrivateFile.WritePublic(paths.AuthCertificate, brief.ExportCertificatePem());
        }

        var node = await region.StartNodeAsync("household");
        var identity = node.Services.GetRequiredService<NodeIdentity>();
        var before = identity.Certificate.SerialNumber;
        await Eventually.BecomesTrueAsync(() => identity.Certificate.SerialNumber != before, "the certificate is renewed");
        using var stored = NodeIdentity.Load(paths.Root);
        Assert.Equal(identity.Certificate.SerialNumber, stored.Certificate.SerialNumber);

        // the peer endpoint shows the new one to the next caller
        using var client = new System.Net.Sockets.TcpClient();
        var peer = System.Net.IPEndPoint.Parse(node.Peer);
        await client.ConnectAsync(peer, TestContext.Current.CancellationToken);
#pragma warning disable CA5359 // the test looks at the certificate itself
        await using var tls = new System.Net.Security.SslStream(client.GetStream(), false, (_, _, _, _) => true);
#pragma warning restore CA5359
        await tls.AuthenticateAsClientAsync(
            new System.Net.Security.SslClientAuthenticationOptions
            {
                TargetHost = "household",
                ClientCertificates = [identity.Certificate],
                ApplicationProtocols = [System.Net.Security.SslApplicationProtocol.Http2],
            },
            TestContext.Current.CancellationToken);
        Assert.Equal(identity.Certificate.SerialNumber, ((System.Security.Cryptography.X509Certificates.X509Certificate2)tls.RemoteCertificate!).SerialNumber);

        // and so does the link, when it is dialled anew
        await region.StopCoordinatorAsync();
        await region.StartCoordinatorAsync();
        await Eventually.BecomesTrueAsync(() => node.Services.GetRequiredService<IRelay>().IsConnected, "the link is up with the new certificate");
    }
}
