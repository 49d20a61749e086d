using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using FedExchange.Crypto.Certificates;

namespace FedExchange.Node.Identity;

/// <summary>
/// TLS towards the coordinator and at the peer endpoint. Nothing is trusted but the pinned region CA; each handshake takes the certificate then in force,
/// so a renewal needs no restart.
/// </summary>
internal sealed class NodeTls(NodeIdentity identity, TimeProvider time)
{
    private readonly Lock _gate = new();
    private (X509Certificate2 Certificate, SslStreamCertificateContext Context)? _context;

    /// <summary>For dialling the coordinator: its certificate must be the region's server certificate.</summary>
    public SslClientAuthenticationOptions ToCoordinator() =>
        Client(certificate => NodeCertificate.Read(certificate).Kind == CertificateKind.Server);

    /// <summary>For the peer endpoint: a client certificate of a node of the region is required.</summary>
    public SslServerAuthenticationOptions ForPeerEndpoint() => new()
    {
        ServerCertificateContext = Context(),
        ClientCertificateRequired = true,
        EnabledSslProtocols = SslProtocols.Tls13,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        ApplicationProtocols = [SslApplicationProtocol.Http2],
        RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            IsOfRegion(certificate, named => NodeCertificate.Read(named).Kind == CertificateKind.Node),
    };

    private SslClientAuthenticationOptions Client(Func<X509Certificate2, bool> accept) => new()
    {
        EnabledSslProtocols = SslProtocols.Tls13,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        LocalCertificateSelectionCallback = (_, _, _, _, _) => identity.Certificate,
        RemoteCertificateValidationCallback = (_, certificate, _, _) => IsOfRegion(certificate, accept),
    };

    private bool IsOfRegion(X509Certificate? certificate, Func<X509Certificate2, bool> accept) =>
        certificate is X509Certificate2 presented
        && NodeCertificate.IsValid(presented, identity.RegionAuthority, time.GetUtcNow(), out _)
        && accept(presented);

    // Building a context is dear and the endpoint needs one for each handshake: keep it as long as the certificate.
    private SslStreamCertificateContext Context()
    {
        var certificate = identity.Certificate;
        lock (_gate)
        {
            if (_context is not { } known || !ReferenceEquals(known.Certificate, certificate))
            {
                known = (certificate, SslStreamCertificateContext.Create(certificate, additionalCertificates: null, offline: true));
                _context = known;
            }

            return known.Context;
        }
    }
}
