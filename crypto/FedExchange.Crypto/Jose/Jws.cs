// JSON Web Signature, compact and general JSON serialisation: RFC 7515 sections 3, 5, 7.1, 7.2.1; ES256 of RFC 7518
// section 3.4 and nothing else; advice of RFC 8725 (fixed algorithm, explicit type).
// Security: that of ES256. Refused, so that no signature can be read in two ways: other algorithms, "none", crit, b64,
// unprotected headers, duplicate members, non-canonical base64url. Cost: one ES256 operation a signature.
using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using FedExchange.Crypto.PublicKey;

namespace FedExchange.Crypto.Jose;

/// <summary>Signs and verifies JWS with ES256.</summary>
public static class Jws
{
    private const int MostSignatures = 16;

    private static readonly JsonWriterOptions PlainJson = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Signs, in compact form.</summary>
    /// <param name="payload">Any bytes.</param>
    /// <param name="key">The signer's key.</param>
    /// <param name="keyId">The <c>kid</c>: by which name the reader finds the key.</param>
    /// <param name="type">The <c>typ</c>: what the payload is, such as <c>fedx-consent+jwt</c>.</param>
    /// <returns>Header, payload and signature in base64url, with dots between.</returns>
    public static string SignCompact(ReadOnlySpan<byte> payload, SigningKey key, string keyId, string type)
    {
        ArgumentNullException.ThrowIfNull(key);
        var signingInput = $"{WriteHeader(keyId, type)}.{Base64Url.EncodeToString(payload)}";
        return $"{signingInput}.{Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(signingInput)))}";
    }

    /// <summary>Checks a compact JWS.</summary>
    /// <param name="jws">What was received.</param>
    /// <param name="key">The signer's key, from a place that is trusted, never from the JWS.</param>
    /// <param name="content">Header and payload, when the signature is right.</param>
    /// <returns>True when the key's holder signed this header and payload. The caller checks <see cref="JwsHeader.Type"/>.</returns>
    public static bool TryVerifyCompact(string? jws, VerifyingKey key, [NotNullWhen(true)] out JwsContent? content)
    {
        ArgumentNullException.ThrowIfNull(key);
        content = null;
        if (Split(jws) is not var (header, payload, signature)
            || !JwsReader.TryReadHeader(header, out var read)
            || !JwsReader.TryDecode(payload, out var payloadBytes)
            || !JwsReader.TryDecode(signature, out var signatureBytes)
            || !key.Verify(Encoding.ASCII.GetBytes(jws![..(header.Length + 1 + payload.Length)]), signatureBytes))
        {
            return false;
        }

        content = new JwsContent([read], payloadBytes);
        return true;
    }

    /// <summary>Checks a compact JWS that must be of one type.</summary>
    /// <param name="jws">What was received.</param>
    /// <param name="key">The signer's key, from a place that is trusted, never from the JWS.</param>
    /// <param name="type">The only <c>typ</c> accepted.</param>
    /// <param name="content">Header and payload, when signature and type are right.</param>
    /// <returns>True when the key's holder signed this as a token of this type.</returns>
    public static bool TryVerifyCompact(string? jws, VerifyingKey key, string type, [NotNullWhen(true)] out JwsContent? content)
    {
        if (TryVerifyCompact(jws, key, out content) && content.Header.Type == type)
        {
            return true;
        }

        content = null;
        return false;
    }

    /// <summary>Reads a compact JWS without checking its signature: only to find out which key to check it with.</summary>
    /// <param name="jws">What was received.</param>
    /// <param name="header">What it claims.</param>
    /// <param name="payload">What it claims.</param>
    /// <returns>True when the form is right.</returns>
    public static bool TryReadUnverified(string? jws, [NotNullWhen(true)] out JwsHeader? header, [NotNullWhen(true)] out byte[]? payload)
    {
        (header, payload) = (null, null);
        if (Split(jws) is not var (headerPart, payloadPart, signaturePart)
            || !JwsReader.TryDecode(signaturePart, out _)
            || !JwsReader.TryReadHeader(headerPart, out var read)
            || !JwsReader.TryDecode(payloadPart, out payload))
        {
            return false;
        }

        header = read;
        return true;
    }

    /// <summary>Signs, in general JSON form (RFC 7515, section 7.2.1): one payload, several signers.</summary>
    /// <param name="payload">Any bytes.</param>
    /// <param name="signers">Keys and their <c>kid</c>s, 1 to 16.</param>
    /// <param name="type">The <c>typ</c>: what the payload is.</param>
    /// <returns>A JSON object with <c>payload</c> and <c>signatures</c>.</returns>
    public static string SignGeneral(ReadOnlySpan<byte> payload, IReadOnlyList<(SigningKey Key, string KeyId)> signers, string type)
    {
        ArgumentNullException.ThrowIfNull(signers);
        ArgumentOutOfRangeException.ThrowIfZero(signers.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(signers.Count, MostSignatures);
        var encodedPayload = Base64Url.EncodeToString(payload);
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, PlainJson))
        {
            json.WriteStartObject();
            json.WriteString("payload", encodedPayload);
            json.WriteStartArray("signatures");
            foreach (var (key, keyId) in signers)
            {
                var header = WriteHeader(keyId, type);
                json.WriteStartObject();
                json.WriteString("protected", header);
                json.WriteString("signature", Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes($"{header}.{encodedPayload}"))));
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>Checks a general JSON JWS. Every signature in it must be right and by a known key.</summary>
    /// <param name="json">What was received.</param>
    /// <param name="findKey">Gives the key that the header's <c>kid</c> names, from a place that is trusted; null when unknown.</param>
    /// <param name="content">Headers and payload, when all signatures are right.</param>
    /// <returns>True when all named signers signed this payload. The caller checks <see cref="JwsHeader.Type"/>.</returns>
    public static bool TryVerifyGeneral(string? json, Func<JwsHeader, VerifyingKey?> findKey, [NotNullWhen(true)] out JwsContent? content)
    {
        ArgumentNullException.ThrowIfNull(findKey);
        content = null;
        if (!JwsReader.TryReadGeneral(json, MostSignatures, out var payload, out var signatures)
            || !JwsReader.TryDecode(payload, out var payloadBytes))
        {
            return false;
        }

        var headers = new List<JwsHeader>(signatures.Count);
        foreach (var (encodedHeader, encodedSignature) in signatures)
        {
            if (!JwsReader.TryReadHeader(encodedHeader, out var header)
                || !JwsReader.TryDecode(encodedSignature, out var signature)
                || findKey(header) is not { } key
                || !key.Verify(Encoding.ASCII.GetBytes($"{encodedHeader}.{payload}"), signature))
            {
                return false;
            }

            headers.Add(header);
        }

        content = new JwsContent(headers, payloadBytes);
        return true;
    }

    /// <summary>Reads a general JSON JWS without checking its signatures: only to find out whom it names.</summary>
    /// <param name="json">What was received.</param>
    /// <param name="headers">What its signatures claim, at least one.</param>
    /// <param name="payload">What it claims.</param>
    /// <returns>True when the form is right.</returns>
    public static bool TryReadGeneralUnverified(string? json, [NotNullWhen(true)] out IReadOnlyList<JwsHeader>? headers, [NotNullWhen(true)] out byte[]? payload)
    {
        (headers, payload) = (null, null);
        if (!JwsReader.TryReadGeneral(json, MostSignatures, out var encodedPayload, out var signatures)
            || !JwsReader.TryDecode(encodedPayload, out var payloadBytes))
        {
            return false;
        }

        var read = new List<JwsHeader>(signatures.Count);
        foreach (var (encodedHeader, _) in signatures)
        {
            if (!JwsReader.TryReadHeader(encodedHeader, out var header))
            {
                return false;
            }

            read.Add(header);
        }

        (headers, payload) = (read, payloadBytes);
        return true;
    }

    private static string WriteHeader(string keyId, string type)
    {
        ArgumentException.ThrowIfNullOrEmpty(keyId);
        ArgumentException.ThrowIfNullOrEmpty(type);
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, PlainJson))
        {
            json.WriteStartObject();
            json.WriteString("alg", JwsReader.Algorithm);
            json.WriteString("kid", keyId);
            json.WriteString("typ", type);
            json.WriteEndObject();
        }

        return Base64Url.EncodeToString(output.WrittenSpan);
    }

    private static (string Header, string Payload, string Signature)? Split(string? jws)
    {
        var parts = jws?.Length <= JwsReader.LongestText ? jws.Split('.', 4) : null;
        return parts is [var header, var payload, var signature] ? (header, payload, signature) : null;
    }
}
