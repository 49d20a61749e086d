using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace FedExchange.Node.Peers;

/// <summary>Reads what the directory pins from a certificate.</summary>
internal static class PeerCertificate
{
    /// <summary>SHA-256 of the SubjectPublicKeyInfo, 64 lower-case hex digits, as in the directory.</summary>
    public static string Fingerprint(X509Certificate2 certificate) =>
        Convert.ToHexStringLower(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo()));
}
