using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace FedExchange.Governance.Consent;

/// <summary>
/// What a citizen has agreed to. The subject is named only by a salted commitment, so that the token by itself tells nobody who it is about.
/// </summary>
/// <param name="Issuer">The member that took the consent and signs for it; role <c>consent-issuer</c>.</param>
/// <param name="TokenId">Unique among the issuer's tokens.</param>
/// <param name="Requester">The one node that may use it.</param>
/// <param name="Definition">The definition's id, for people.</param>
/// <param name="DefinitionHash">The definition's hash, 64 hex digits; the only one that may be asked.</param>
/// <param name="SubjectSalt">Random salt, base64url.</param>
/// <param name="SubjectCommitment">Commitment to the subject's canonical id, base64url; <see cref="ConsentToken.Commit"/>.</param>
/// <param name="Purpose">The one purpose.</param>
/// <param name="NotBefore">From when (whole seconds).</param>
/// <param name="Expires">Until when (whole seconds).</param>
/// <param name="MaxUses">How many requests each provider grants under it; at least 1.</param>
public sealed record ConsentClaims(
    string Issuer,
    string TokenId,
    string Requester,
    string Definition,
    string DefinitionHash,
    string SubjectSalt,
    string SubjectCommitment,
    string Purpose,
    DateTimeOffset NotBefore,
    DateTimeOffset Expires,
    int MaxUses)
{
    /// <summary>The claims as they are signed: JSON with the registered names of RFC 7519 where there are such.</summary>
    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("iss", Issuer);
            json.WriteString("jti", TokenId);
            json.WriteString("requester", Requester);
            json.WriteString("definition", Definition);
            json.WriteString("definition_hash", DefinitionHash);
            json.WriteString("subject_salt", SubjectSalt);
            json.WriteString("subject_commitment", SubjectCommitment);
            json.WriteString("purpose", Purpose);
            json.WriteNumber("nbf", NotBefore.ToUnixTimeSeconds());
            json.WriteNumber("exp", Expires.ToUnixTimeSeconds());
            json.WriteNumber("max_uses", MaxUses);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads claims; unknown ones are refused, because they might be conditions.</summary>
    /// <param name="json">The JWS payload.</param>
    /// <param name="claims">The claims, when they could be read.</param>
    public static bool TryParse(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out ConsentClaims? claims)
    {
        claims = null;
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || root.EnumerateObject().Count() != 11)
            {
                return false;
            }

            var read = new ConsentClaims(
                Text(root, "iss"),
                Text(root, "jti"),
                Text(root, "requester"),
                Text(root, "definition"),
                Text(root, "definition_hash"),
                Text(root, "subject_salt"),
                Text(root, "subject_commitment"),
                Text(root, "purpose"),
                DateTimeOffset.FromUnixTimeSeconds(root.GetProperty("nbf").GetInt64()),
                DateTimeOffset.FromUnixTimeSeconds(root.GetProperty("exp").GetInt64()),
                root.GetProperty("max_uses").GetInt32());
            claims = read.MaxUses >= 1 && read.Expires > read.NotBefore ? read : null;
            return claims is not null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            return false;
        }
    }

    private static string Text(JsonElement root, string name) =>
        root.GetProperty(name).GetString() is { Length: > 0 } text ? text : throw new FormatException($"{name} is empty.");
}
