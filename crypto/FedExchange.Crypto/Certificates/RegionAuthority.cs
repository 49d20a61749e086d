// The region's certificate authority: X.509 v3 profile of RFC 5280 sections 4.1 and 4.2, ECDSA P-256 with SHA-256.
// Security: that of ES256; one level deep (path length 0), so nobody whom it certifies can certify others.
// Certificates are short-lived and there is no revocation list: a member is shut out through the directory.
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FedExchange.Crypto.PublicKey;
using FedExchange.Crypto.Randomness;
using X509PublicKey = System.Security.Cryptography.X509Certificates.PublicKey;

namespace FedExchange.Crypto.Certificates;

/// <summary>Issues the certificates of one region. Safe for use by several threads.</summary>
public sealed class RegionAuthority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>Certificates hold from this long before they are made, since clocks differ.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    private readonly Lock gate = new();
    private readonly ECDsa key;

    private RegionAuthority(X509Certificate2 certificate, ECDsa key)
    {
        Certificate = certificate;
        this.key = key;
        Region = RegionName.Read(certificate.SubjectName).Region;
    }

    /// <summary>The authority's own certificate, without the private key. Owned by this object.</summary>
    public X509Certificate2 Certificate { get; }

    /// <summary>Name of the region.</summary>
    public string Region { get; }

    /// <summary>Founds an authority with a fresh key.</summary>
    /// <param name="region">Name of the region, 1 to 64 characters.</param>
    /// <param name="timeProvider">Tells the time.</param>
    /// <param name="lifetime">How long the authority's certificate holds.</param>
    /// <returns>The authority; the caller disposes of it.</returns>
    public static RegionAuthority Create(string region, TimeProvider timeProvider, TimeSpan lifetime)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        var key = NodeCertificate.CreateKey();
        try
        {
            var request = new CertificateRequest(RegionName.Write(region, region, CertificateKind.Authority), key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
            request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
            request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
            var now = timeProvider.GetUtcNow();
            using var selfSigned = request.Create(
                request.SubjectName, X509SignatureGenerator.CreateForECDsa(key), now - ClockSkew, now + lifetime, NewSerial());
            return new RegionAuthority(X509CertificateLoader.LoadCertificate(selfSigned.RawData), key);
        }
        catch
        {
            key.Dispose();
            throw;
        }
    }

    /// <summary>Reads an authority.</summary>
    /// <param name="certificatePem">Its certificate.</param>
    /// <param name="privateKeyPem">Its private key, PKCS #8, unencrypted.</param>
    /// <returns>The authority; the caller disposes of it.</returns>
    /// <exception cref="CryptographicException">No authority's certificate, no P-256 key, or the two do not belong together.</exception>
    public static RegionAuthority FromPem(string certificatePem, string privateKeyPem)
    {
        var key = ECDsa.Create();
        X509Certificate2? certificate = null;
        try
        {
            certificate = X509Certificate2.CreateFromPem(certificatePem);
            key.ImportFromPem(privateKeyPem);
            using var certified = certificate.GetECDsaPublicKey();
            if (RegionName.Read(certificate.SubjectName).Kind != CertificateKind.Authority
                || certified is null
                || !EcdsaHandles.IsP256(key)
                || !certified.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()))
            {
                throw new CryptographicException("The certificate and the private key are not those of one region's authority.");
            }

            return new RegionAuthority(certificate, key);
        }
        catch (Exception e)
        {
            key.Dispose();
            certificate?.Dispose();
            if (e is ArgumentException or PlatformNotSupportedException)
            {
                throw new CryptographicException("The authority's files must hold one certificate and one unencrypted private key in PEM form.", e);
            }

            throw;
        }
    }

    /// <summary>Writes the authority's certificate.</summary>
    /// <returns>PEM text.</returns>
    public string ExportCertificatePem() => Certificate.ExportCertificatePem();

    /// <summary>Writes the authority's private key, PKCS #8, unencrypted. The caller keeps it secret.</summary>
    /// <returns>PEM text.</returns>
    public string ExportPrivateKeyPem()
    {
        lock (gate)
        {
            return key.ExportPkcs8PrivateKeyPem();
        }
    }

    /// <summary>Certifies a node's key from its certificate request. Only the key is taken over from the request.</summary>
    /// <param name="nodeId">The member's id, as approved; the request must carry the same.</param>
    /// <param name="certificateRequestDer">PKCS #10 request (RFC 2986), DER, signed with the key it carries.</param>
    /// <param name="lifetime">How long the certificate holds; cut to the authority's own.</param>
    /// <param name="timeProvider">Tells the time.</param>
    /// <returns>The certificate, good for TLS as client and as server.</returns>
    /// <exception cref="CryptographicException">The request is damaged, names another node, or has no P-256 key.</exception>
    public X509Certificate2 IssueNode(string nodeId, ReadOnlySpan<byte> certificateRequestDer, TimeSpan lifetime, TimeProvider timeProvider)
    {
        var requested = NodeCertificate.ReadRequest(certificateRequestDer);
        if (requested.Name != nodeId)
        {
            throw new CryptographicException("The certificate request names another node than the one that was approved; make the request again with the approved id.");
        }

        return Issue(requested.Key, nodeId, CertificateKind.Node, [nodeId], lifetime, timeProvider);
    }

    /// <summary>Certifies the coordinator's server.</summary>
    /// <param name="serverKey">Its P-256 key.</param>
    /// <param name="name">Its name, 1 to 64 characters.</param>
    /// <param name="hosts">DNS names and IP addresses under which clients reach it; at least one.</param>
    /// <param name="lifetime">How long the certificate holds; cut to the authority's own.</param>
    /// <param name="timeProvider">Tells the time.</param>
    /// <returns>The certificate with its private key, usable by a TLS server.</returns>
    public X509Certificate2 IssueServer(ECDsa serverKey, string name, IEnumerable<string> hosts, TimeSpan lifetime, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(serverKey);
        ArgumentNullException.ThrowIfNull(hosts);
        using var certificate = Issue(new X509PublicKey(serverKey), name, CertificateKind.Server, [.. hosts], lifetime, timeProvider);
        return NodeCertificate.WithKey(certificate.RawData, serverKey);
    }

    /// <summary>Certifies a person who administers the coordinator.</summary>
    /// <param name="operatorKey">Their P-256 key.</param>
    /// <param name="name">Their name, 1 to 64 characters.</param>
    /// <param name="lifetime">How long the certificate holds; cut to the authority's own.</param>
    /// <param name="timeProvider">Tells the time.</param>
    /// <returns>The certificate with its private key, usable by a TLS client.</returns>
    public X509Certificate2 IssueOperator(ECDsa operatorKey, string name, TimeSpan lifetime, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(operatorKey);
        using var certificate = Issue(new X509PublicKey(operatorKey), name, CertificateKind.Operator, [], lifetime, timeProvider);
        return NodeCertificate.WithKey(certificate.RawData, operatorKey);
    }

    /// <summary>Erases the private key and closes the certificate.</summary>
    public void Dispose()
    {
        key.Dispose();
        Certificate.Dispose();
    }

    /// <summary>Kind and region; never the secret.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => $"RegionAuthority({Region})";

    private X509Certificate2 Issue(
        X509PublicKey subjectKey, string name, CertificateKind kind, string[] hosts, TimeSpan lifetime, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(timeProvider);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        var request = new CertificateRequest(RegionName.Write(name, Region, kind), subjectKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension(UsagesOf(kind), false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(subjectKey, false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(Certificate, true, false));
        if (kind is not CertificateKind.Operator)
        {
            request.CertificateExtensions.Add(AlternativeNames(hosts));
        }

        // The authority's own validity bounds the certificate's; X.509 counts whole seconds.
        var now = timeProvider.GetUtcNow();
        var notBefore = Later(now - ClockSkew, Certificate.NotBefore.ToUniversalTime());
        var notAfter = Earlier(now + lifetime, Certificate.NotAfter.ToUniversalTime());
        if (notAfter <= now)
        {
            throw new CryptographicException("The region authority's own certificate has expired; found a new authority.");
        }

        lock (gate)
        {
            return request.Create(Certificate.SubjectName, X509SignatureGenerator.CreateForECDsa(key), notBefore, notAfter, NewSerial());
        }
    }

    private static OidCollection UsagesOf(CertificateKind kind)
    {
        var usages = new OidCollection();
        if (kind is CertificateKind.Node or CertificateKind.Server)
        {
            usages.Add(new Oid(ServerAuthentication));
        }

        if (kind is CertificateKind.Node or CertificateKind.Operator)
        {
            usages.Add(new Oid(ClientAuthentication));
        }

        return usages;
    }

    private static X509Extension AlternativeNames(string[] hosts)
    {
        if (hosts.Length == 0)
        {
            throw new ArgumentException("A server's certificate needs at least one host name or address.", nameof(hosts));
        }

        var names = new SubjectAlternativeNameBuilder();
        foreach (var host in hosts)
        {
            if (IPAddress.TryParse(host, out var address))
            {
                names.AddIpAddress(address);
            }
            else
            {
                names.AddDnsName(host);
            }
        }

        return names.Build();
    }

    private static DateTimeOffset Later(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    // RFC 5280, section 4.1.2.2: positive and not longer than 20 bytes; ours has 126 random bits.
    private static byte[] NewSerial()
    {
        var serial = new byte[16];
        SystemRandomSource.Instance.Fill(serial);
        serial[0] = (byte)((serial[0] & 0x3f) | 0x40);
        return serial;
    }
}
