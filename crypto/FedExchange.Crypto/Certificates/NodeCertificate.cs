// The holder's side of the region's certificates: PKCS #10 requests (RFC 2986) and path validation (RFC 5280 section 6)
// against one pinned authority.
// Security: that of ES256; nothing but the pinned authority is trusted, nothing is fetched from the network.
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FedExchange.Crypto.PublicKey;
using X509PublicKey = System.Security.Cryptography.X509Certificates.PublicKey;

namespace FedExchange.Crypto.Certificates;

/// <summary>Makes requests for certificates, and reads and checks certificates of a region.</summary>
public static class NodeCertificate
{
    private const int LongestRequest = 16 * 1024;

    /// <summary>Makes a fresh P-256 key for TLS.</summary>
    /// <returns>The key; the caller disposes of it.</returns>
    public static ECDsa CreateKey() => ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>Makes a certificate request, signed with the key it carries.</summary>
    /// <param name="key">The node's P-256 key.</param>
    /// <param name="nodeId">The member's id, 1 to 64 characters.</param>
    /// <returns>PKCS #10, DER.</returns>
    public static byte[] CreateRequest(ECDsa key, string nodeId)
    {
        RegionName.CheckPart(nodeId, nameof(nodeId));
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCommonName(nodeId);
        return new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256).CreateSigningRequest();
    }

    /// <summary>Checks that a certificate was issued by the region's authority and holds now.</summary>
    /// <param name="certificate">What the peer presented.</param>
    /// <param name="regionAuthority">The pinned authority.</param>
    /// <param name="now">The time.</param>
    /// <param name="reason">When it is not valid, what is wrong, in words for the log; else empty.</param>
    /// <returns>True when valid. Whether the holder is still a member is the directory's to say.</returns>
    public static bool IsValid(X509Certificate2? certificate, X509Certificate2 regionAuthority, DateTimeOffset now, out string reason)
    {
        ArgumentNullException.ThrowIfNull(regionAuthority);
        if (certificate is null)
        {
            reason = "no certificate was presented";
            return false;
        }

        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(regionAuthority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = now.UtcDateTime;
        try
        {
            reason = chain.Build(certificate) ? FaultOf(chain, regionAuthority) : Describe(chain.ChainStatus);
            return reason.Length == 0;
        }
        catch (Exception e) when (e is CryptographicException or PlatformNotSupportedException)
        {
            reason = $"the certificate cannot be checked: {e.Message}"; // the platform throws for certificates it cannot read
            return false;
        }
        finally
        {
            foreach (var element in chain.ChainElements)
            {
                element.Certificate.Dispose();
            }
        }
    }

    /// <summary>Reads whose certificate it is. Check with <see cref="IsValid"/> first.</summary>
    /// <param name="certificate">A certificate of a region.</param>
    /// <returns>Name (of a node: its id), region and kind.</returns>
    /// <exception cref="CryptographicException">Not such a certificate.</exception>
    public static (string NodeId, string Region, CertificateKind Kind) Read(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return RegionName.Read(certificate.SubjectName);
    }

    /// <summary>Reads a certificate from bytes.</summary>
    /// <param name="certificateDer">X.509, DER.</param>
    /// <returns>The certificate; the caller disposes of it.</returns>
    /// <exception cref="CryptographicException">Not a certificate.</exception>
    public static X509Certificate2 Load(ReadOnlySpan<byte> certificateDer) => X509CertificateLoader.LoadCertificate(certificateDer);

    /// <summary>Fingerprint of a certificate's key, as it stands in the directory.</summary>
    /// <param name="certificate">A certificate.</param>
    /// <returns>SHA-256 of the SubjectPublicKeyInfo, 64 lower-case hexadecimal digits.</returns>
    public static string KeyFingerprint(X509Certificate2 certificate)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        return Convert.ToHexStringLower(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
    }

    /// <summary>Joins a certificate with its private key for use by TLS.</summary>
    /// <param name="certificateDer">X.509, DER.</param>
    /// <param name="key">The private key; may be disposed of afterwards.</param>
    /// <returns>The certificate with its key; the caller disposes of it.</returns>
    /// <exception cref="CryptographicException">Not a certificate, or of another key.</exception>
    public static X509Certificate2 WithKey(ReadOnlySpan<byte> certificateDer, ECDsa key)
    {
        using var certificate = Load(certificateDer);
        X509Certificate2 joined;
        try
        {
            joined = certificate.CopyWithPrivateKey(key);
        }
        catch (ArgumentException e)
        {
            throw new CryptographicException("The certificate was issued for another key.", e);
        }

        if (!OperatingSystem.IsWindows())
        {
            return joined;
        }

        // TLS on Windows wants the key in a store of the system, not in memory: a round trip through PKCS #12 puts it there.
        using (joined)
        {
            return X509CertificateLoader.LoadPkcs12(joined.Export(X509ContentType.Pkcs12), null);
        }
    }

    /// <summary>Reads a request and checks that its sender holds the key it carries.</summary>
    /// <exception cref="CryptographicException">Damaged, of another form, or not P-256.</exception>
    internal static (string Name, X509PublicKey Key) ReadRequest(ReadOnlySpan<byte> certificateRequestDer)
    {
        if (certificateRequestDer.Length > LongestRequest)
        {
            throw new CryptographicException("The certificate request is too long.");
        }

        try
        {
            var request = CertificateRequest.LoadSigningRequest(certificateRequestDer.ToArray(), HashAlgorithmName.SHA256);
            using var key = request.PublicKey.GetECDsaPublicKey();
            if (key is not null && EcdsaHandles.IsP256(key))
            {
                return (CommonNameOf(request.SubjectName), new X509PublicKey(key));
            }
        }
        catch (Exception e) when (e is PlatformNotSupportedException or NotSupportedException or ArgumentException)
        {
            throw new CryptographicException("The certificate request's key or signature is of a kind that is not accepted; make it with an ECDSA key on P-256.", e);
        }

        throw new CryptographicException("A certificate request must carry an ECDSA key on P-256.");
    }

    private static string CommonNameOf(X500DistinguishedName subject)
    {
        try
        {
            if (subject.EnumerateRelativeDistinguishedNames().ToList() is [{ HasMultipleElements: false } only]
                && only.GetSingleElementType().Value == "2.5.4.3"
                && only.GetSingleElementValue() is { Length: > 0 } name)
            {
                return name;
            }
        }
        catch (InvalidOperationException e)
        {
            throw new CryptographicException("The certificate request's subject cannot be read.", e);
        }

        throw new CryptographicException("A certificate request's subject must be the node's id (CN) and nothing else.");
    }

    private static string FaultOf(X509Chain chain, X509Certificate2 regionAuthority)
    {
        if (chain.ChainElements.Count != 2 || !chain.ChainElements[1].Certificate.RawDataMemory.Span.SequenceEqual(regionAuthority.RawDataMemory.Span))
        {
            return "the certificate was not issued by this region's authority directly";
        }

        try
        {
            var holder = RegionName.Read(chain.ChainElements[0].Certificate.SubjectName);
            return holder.Kind == CertificateKind.Authority ? "an authority's certificate identifies no party"
                : holder.Region != RegionName.Read(regionAuthority.SubjectName).Region ? "the certificate names another region"
                : string.Empty;
        }
        catch (CryptographicException e)
        {
            return e.Message;
        }
    }

    private static string Describe(X509ChainStatus[] faults)
    {
        var flags = faults.Aggregate(X509ChainStatusFlags.NoError, (all, fault) => all | fault.Status);
        return flags.HasFlag(X509ChainStatusFlags.NotTimeValid) ? "the certificate has expired or does not hold yet; check the clocks, or renew it"
            : flags.HasFlag(X509ChainStatusFlags.NotSignatureValid) ? "the certificate's signature is wrong"
            : (flags & (X509ChainStatusFlags.PartialChain | X509ChainStatusFlags.UntrustedRoot)) != 0 ? "the certificate was not issued by this region's authority"
            : $"the certificate is not acceptable ({flags})";
    }
}
