using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace FedExchange.Crypto.Certificates;

/// <summary>The distinguished names of the region's certificates: CN = who, O = region, OU = kind.</summary>
internal static class RegionName
{
    private const string CommonName = "2.5.4.3";
    private const string Organisation = "2.5.4.10";
    private const string Unit = "2.5.4.11";
    private const int LongestPart = 64; // upper bounds of RFC 5280, appendix A.1

    public static X500DistinguishedName Write(string name, string region, CertificateKind kind)
    {
        CheckPart(name, nameof(name));
        CheckPart(region, nameof(region));
        var builder = new X500DistinguishedNameBuilder();
        builder.AddOrganizationName(region);
        builder.AddOrganizationalUnitName(UnitOf(kind));
        builder.AddCommonName(name);
        return builder.Build();
    }

    /// <exception cref="CryptographicException">The name is not one that a region's authority writes.</exception>
    public static (string Name, string Region, CertificateKind Kind) Read(X500DistinguishedName distinguishedName)
    {
        try
        {
            var parts = distinguishedName.EnumerateRelativeDistinguishedNames().ToList();
            if (parts.Count == 3 && parts.All(part => !part.HasMultipleElements))
            {
                return (Single(parts, CommonName), Single(parts, Organisation), KindOf(Single(parts, Unit)));
            }
        }
        catch (Exception e) when (e is InvalidOperationException or DecoderFallbackException)
        {
            throw new CryptographicException("The certificate's subject cannot be read.", e);
        }

        throw new CryptographicException("The certificate's subject must have exactly a name (CN), a region (O) and a kind (OU).");
    }

    public static void CheckPart(string part, string parameter)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(part, parameter);
        if (part.Length > LongestPart || part.Any(char.IsControl))
        {
            throw new ArgumentException($"A name in a certificate has 1 to {LongestPart} characters and no control characters.", parameter);
        }
    }

    private static string Single(List<X500RelativeDistinguishedName> parts, string type) =>
        parts.Where(part => part.GetSingleElementType().Value == type).Select(part => part.GetSingleElementValue()).ToList() is [{ Length: > 0 } value]
            ? value
            : throw new CryptographicException("The certificate's subject must have exactly a name (CN), a region (O) and a kind (OU).");

    private static string UnitOf(CertificateKind kind) => kind switch
    {
        CertificateKind.Authority => "authority",
        CertificateKind.Node => "node",
        CertificateKind.Server => "server",
        CertificateKind.Operator => "operator",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    private static CertificateKind KindOf(string unit) => unit switch
    {
        "authority" => CertificateKind.Authority,
        "node" => CertificateKind.Node,
        "server" => CertificateKind.Server,
        "operator" => CertificateKind.Operator,
        _ => throw new CryptographicException("The certificate's kind (OU) is none that a region's authority issues."),
    };
}
