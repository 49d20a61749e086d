using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;

namespace FedExchange.Wire;

/// <summary>
/// What `fedx coordinator token` prints and `fedx node join --token` takes: where the coordinator is, which region CA it must show,
/// and a one-time secret. The text carries a check sum, so that a copying mistake is told apart from a wrong coordinator.
/// </summary>
public sealed class EnrolmentToken
{
    private const string Prefix = "fedx1.";
    private const int CheckLength = 4;

    /// <summary>Makes a token.</summary>
    /// <param name="address">Coordinator address, host:port.</param>
    /// <param name="authorityFingerprint">SHA-256 of the region CA certificate (DER), 64 lower-case hex digits.</param>
    /// <param name="secret">One-time secret, opaque text.</param>
    public EnrolmentToken(string address, string authorityFingerprint, string secret)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(address);
        ArgumentException.ThrowIfNullOrWhiteSpace(secret);
        if (!IsFingerprint(authorityFingerprint))
        {
            throw new ArgumentException("The fingerprint is 64 lower-case hex digits.", nameof(authorityFingerprint));
        }

        Address = address;
        AuthorityFingerprint = authorityFingerprint;
        Secret = secret;
    }

    /// <summary>Coordinator address, host:port.</summary>
    public string Address { get; }

    /// <summary>SHA-256 of the region CA certificate (DER), 64 lower-case hex digits.</summary>
    public string AuthorityFingerprint { get; }

    /// <summary>The one-time secret. Send it only to a server whose certificate the pinned CA signed.</summary>
    public string Secret { get; }

    /// <summary>The fingerprint of a CA certificate as it stands in tokens.</summary>
    /// <param name="certificate">CA certificate, DER.</param>
    public static string FingerprintOf(ReadOnlySpan<byte> certificate) => Convert.ToHexStringLower(SHA256.HashData(certificate));

    /// <summary>Reads a token's text; false when it is not one or has been copied wrongly.</summary>
    /// <param name="text">What the operator handed over; surrounding white space is ignored.</param>
    /// <param name="token">The token.</param>
    public static bool TryParse(string? text, out EnrolmentToken? token)
    {
        token = null;
        var trimmed = text?.Trim() ?? "";
        if (!trimmed.StartsWith(Prefix, StringComparison.Ordinal) || !Base64Url.IsValid(trimmed.AsSpan(Prefix.Length)))
        {
            return false;
        }

        var bytes = Base64Url.DecodeFromChars(trimmed.AsSpan(Prefix.Length));
        if (bytes.Length <= CheckLength || !Check(bytes.AsSpan(CheckLength)).AsSpan().SequenceEqual(bytes.AsSpan(0, CheckLength)))
        {
            return false;
        }

        try
        {
            using var json = JsonDocument.Parse(bytes.AsMemory(CheckLength));
            var (address, authority, secret) = (Text(json, "address"), Text(json, "ca"), Text(json, "secret"));
            if (string.IsNullOrWhiteSpace(address) || string.IsNullOrWhiteSpace(secret) || !IsFingerprint(authority))
            {
                return false;
            }

            token = new EnrolmentToken(address, authority!, secret);
            return true;
        }
        catch (JsonException)
        {
            return false; // the check sum held, so somebody made this text by hand
        }
    }

    /// <summary>The text to hand over: it contains the secret.</summary>
    public string Encode()
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, string>
        {
            ["address"] = Address,
            ["ca"] = AuthorityFingerprint,
            ["secret"] = Secret,
        });
        return Prefix + Base64Url.EncodeToString([.. Check(body), .. body]);
    }

    /// <summary>Kind and address; never the secret.</summary>
    public override string ToString() => $"EnrolmentToken({Address}, secret of {Secret.Length} characters)";

    private static byte[] Check(ReadOnlySpan<byte> body)
    {
        ReadOnlySpan<byte> label = "fedexchange/enrolment-token/v1"u8;
        return SHA256.HashData([.. label, .. body])[..CheckLength];
    }

    private static string? Text(JsonDocument json, string name) =>
        json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static bool IsFingerprint(string? text) => text is { Length: 64 } && text.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'));
}
