using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FedExchange.Crypto.Certificates;
using FedExchange.Crypto.PublicKey;

namespace FedExchange.Node.Identity;

/// <summary>Who this node is: its keys, its certificate in force, and the region it trusts. Made by joining; see Enrolment.</summary>
internal sealed class NodeIdentity : IDisposable
{
    private readonly NodeKeys _keys;
    private readonly NodePaths _paths;
    private volatile X509Certificate2 _certificate;

    private NodeIdentity(NodePaths paths, NodeKeys keys, X509Certificate2 certificate, X509Certificate2 authority, VerifyingKey directoryKey)
    {
        (_paths, _keys, _certificate, RegionAuthority, DirectoryKey) = (paths, keys, certificate, authority, directoryKey);
        (NodeId, Region, _) = NodeCertificate.Read(certificate);
    }

    /// <summary>This node's id, as in its certificate.</summary>
    public string NodeId { get; }

    /// <summary>The region, as in its certificate.</summary>
    public string Region { get; }

    /// <summary>Signs receipts and messages.</summary>
    public SigningKey SignKey => _keys.Sign;

    /// <summary>Opens what peers seal to this node.</summary>
    public SealKey SealKey => _keys.Seal;

    /// <summary>Signs the audit log's checkpoints.</summary>
    public LogKey LogKey => _keys.Log;

    /// <summary>The auth key, for certificate requests.</summary>
    public ECDsa AuthKey => _keys.Auth;

    /// <summary>The certificate in force, with its key. Ask for each connection: it is renewed while the node runs.</summary>
    public X509Certificate2 Certificate => _certificate;

    /// <summary>The region's CA, pinned when joining.</summary>
    public X509Certificate2 RegionAuthority { get; }

    /// <summary>Checks the directory's signature, pinned when joining.</summary>
    public VerifyingKey DirectoryKey { get; }

    /// <summary>Reads the identity of a node that has joined.</summary>
    /// <exception cref="NodeException">NODE_NOT_JOINED, KEY_UNREADABLE, or CERTIFICATE_FOREIGN.</exception>
    public static NodeIdentity Load(string directory)
    {
        var paths = new NodePaths(directory);
        if (!File.Exists(paths.AuthCertificate) || !File.Exists(paths.RegionAuthority) || !File.Exists(paths.DirectoryKey))
        {
            throw new NodeException("NODE_NOT_JOINED", "This node is no member of a region yet: ask the operator for a token and run 'fedx node join --token …'.");
        }

        var keys = NodeKeys.Load(paths);
        var authority = X509CertificateLoader.LoadCertificate(PrivateFile.ReadPem(paths.RegionAuthority, "CERTIFICATE", secret: false));
        var directoryKey = VerifyingKey.FromSpki(PrivateFile.ReadPem(paths.DirectoryKey, "PUBLIC KEY", secret: false));
        var certificate = WithKey(PrivateFile.ReadPem(paths.AuthCertificate, "CERTIFICATE", secret: false), keys.Auth);
        return new NodeIdentity(paths, keys, certificate, authority, directoryKey);
    }

    /// <summary>Puts a renewed certificate in force, after storing it. New connections use it, in both directions.</summary>
    /// <exception cref="NodeException">CERTIFICATE_FOREIGN: it is not for this node and key, or not from this region's CA.</exception>
    public void Replace(byte[] certificateDer, DateTimeOffset now)
    {
        var renewed = WithKey(certificateDer, _keys.Auth);
        if (!NodeCertificate.IsValid(renewed, RegionAuthority, now, out var reason) || NodeCertificate.Read(renewed).NodeId != NodeId)
        {
            throw new NodeException("CERTIFICATE_FOREIGN", $"The coordinator sent a certificate that is not this node's ({reason}); the present one stays in force.");
        }

        PrivateFile.WritePublic(_paths.AuthCertificate, renewed.ExportCertificatePem() + "\n");
        _certificate = renewed; // the old one may still serve a handshake that has begun: the collector disposes it
    }

    /// <summary>Clears the keys.</summary>
    public void Dispose()
    {
        _certificate.Dispose();
        RegionAuthority.Dispose();
        _keys.Dispose();
    }

    private static X509Certificate2 WithKey(byte[] der, ECDsa key)
    {
        using var bare = X509CertificateLoader.LoadCertificate(der);
        using var certified = bare.GetECDsaPublicKey();
        if (certified is null || !certified.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo()))
        {
            throw new NodeException("CERTIFICATE_FOREIGN", "The certificate is not for this node's auth key: restore keys/auth.crt and keys/auth.key from the same backup, or join again.");
        }

        return NodeCertificate.WithKey(der, key);
    }
}
