using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace FedExchange.Crypto.Jose;

/// <summary>Reads the parts of a JWS strictly. Whatever is out of form gives false, nothing throws.</summary>
internal static class JwsReader
{
    public const string Algorithm = "ES256";
    public const int LongestText = 64 * 1024 * 1024;
    private const int LongestHeader = 16 * 1024;

    private static readonly SearchValues<char> Base64UrlAlphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private static readonly JsonDocumentOptions StrictJson = new()
    {
        AllowDuplicateProperties = false,
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = 16,
    };

    /// <summary>Decodes base64url (RFC 4648, section 5) in its one canonical form: no padding, no white space, no stray bits.</summary>
    public static bool TryDecode(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (text.Length % 4 == 1 || text.AsSpan().ContainsAnyExcept(Base64UrlAlphabet))
        {
            return false;
        }

        var decoded = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        if (Base64Url.DecodeFromChars(text, decoded, out _, out var written) != OperationStatus.Done)
        {
            return false; // bits beyond the last whole byte are not zero
        }

        bytes = written == decoded.Length ? decoded : decoded[..written];
        return true;
    }

    public static bool TryReadHeader(string encoded, [NotNullWhen(true)] out JwsHeader? header)
    {
        header = null;
        if (encoded.Length > LongestHeader || !TryDecode(encoded, out var bytes))
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(bytes, StrictJson);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object
                || root.TryGetProperty("crit", out _) // we understand no extension, so none may be critical (section 4.1.11)
                || root.TryGetProperty("b64", out _)
                || !TryReadText(root, "alg", out var algorithm)
                || algorithm != Algorithm
                || !TryReadText(root, "kid", out var keyId)
                || !TryReadText(root, "typ", out var type))
            {
                return false;
            }

            header = new JwsHeader(algorithm, keyId, type);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false; // no JSON, duplicate members, or a string that is not Unicode: the caller is told "not a JWS"
        }
    }

    public static bool TryReadGeneral(
        string? json,
        int mostSignatures,
        [NotNullWhen(true)] out string? payload,
        out List<(string Header, string Signature)> signatures)
    {
        payload = null;
        signatures = [];
        if (json is null || json.Length > LongestText)
        {
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(json, StrictJson);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object
                || !TryReadText(root, "payload", out var encodedPayload)
                || encodedPayload is null
                || !root.TryGetProperty("signatures", out var list)
                || list.ValueKind != JsonValueKind.Array
                || list.GetArrayLength() is 0
                || list.GetArrayLength() > mostSignatures
                || root.TryGetProperty("signature", out _) // general and flattened form at once (section 7.2.2)
                || !list.EnumerateArray().All(new SignatureCollector(signatures).TryAdd))
            {
                return false;
            }

            payload = encodedPayload;
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or ArgumentException)
        {
            return false; // as above, or the text itself is not Unicode
        }
    }

    // Absent gives null; present it must be a string.
    private static bool TryReadText(JsonElement parent, string name, out string? text)
    {
        text = null;
        if (!parent.TryGetProperty(name, out var value))
        {
            return true;
        }

        text = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return text is not null;
    }

    private sealed class SignatureCollector(List<(string Header, string Signature)> signatures)
    {
        public bool TryAdd(JsonElement element)
        {
            if (element.ValueKind != JsonValueKind.Object
                || element.TryGetProperty("header", out _) // what is not signed is not read
                || !TryReadText(element, "protected", out var header)
                || header is null
                || !TryReadText(element, "signature", out var signature)
                || signature is null)
            {
                return false;
            }

            signatures.Add((header, signature));
            return true;
        }
    }
}
