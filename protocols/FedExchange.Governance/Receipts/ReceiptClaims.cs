using System.Buffers;
using System.Text.Json;
using System.Text.Encodings.Web;

namespace FedExchange.Governance.Receipts;

/// <summary>What a receipt states. Nothing in it names the subject; the request hash is salted by the one-time request id.</summary>
/// <param name="Issuer">The requester's node, which asked and learned the answer.</param>
/// <param name="Definition">The definition's id.</param>
/// <param name="DefinitionVersion">Its version.</param>
/// <param name="DefinitionHash">Its hash, 64 hex digits.</param>
/// <param name="RequestHash">Hash of the request, 64 hex digits.</param>
/// <param name="Result"><c>true</c>, <c>false</c> or <c>undetermined</c>.</param>
/// <param name="Purpose">What for.</param>
/// <param name="ConsentHash">Hash of the consent token, 64 hex digits; null when there was none.</param>
/// <param name="DirectoryVersion">Version of the member directory in force.</param>
/// <param name="Suite">The cryptographic suite, for instance <c>international</c>.</param>
/// <param name="Providers">The departments that answered, in ordinal order.</param>
/// <param name="IssuedAt">When (whole milliseconds).</param>
public sealed record ReceiptClaims(
    string Issuer,
    string Definition,
    int DefinitionVersion,
    string DefinitionHash,
    string RequestHash,
    string Result,
    string Purpose,
    string? ConsentHash,
    long DirectoryVersion,
    string Suite,
    IReadOnlyList<string> Providers,
    DateTimeOffset IssuedAt)
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The claims as JSON (UTF-8), fixed order: the bytes whose hash stands in the log entry.</summary>
    public byte[] ToJson()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            WriteMembers(json);
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads what <see cref="ToJson"/> wrote; other members are passed over.</summary>
    /// <param name="json">UTF-8 JSON.</param>
    /// <exception cref="FormatException">It is not in that form.</exception>
    public static ReceiptClaims FromJson(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw new FormatException("These are not a receipt's claims.", e);
        }
    }

    internal void WriteMembers(Utf8JsonWriter json)
    {
        json.WriteString("iss", Issuer);
        json.WriteString("definition", Definition);
        json.WriteNumber("definitionVersion", DefinitionVersion);
        json.WriteString("definitionHash", DefinitionHash);
        json.WriteString("requestHash", RequestHash);
        json.WriteString("result", Result);
        json.WriteString("purpose", Purpose);
        json.WriteString("consentHash", ConsentHash);
        json.WriteNumber("directoryVersion", DirectoryVersion);
        json.WriteString("suite", Suite);
        json.WriteStartArray("providers");
        foreach (var provider in Providers)
        {
            json.WriteStringValue(provider);
        }

        json.WriteEndArray();
        json.WriteNumber("issuedAt", IssuedAt.ToUnixTimeMilliseconds());
    }

    internal static ReceiptClaims Read(JsonElement root) => new(
        Text(root, "iss"),
        Text(root, "definition"),
        root.GetProperty("definitionVersion").GetInt32(),
        Text(root, "definitionHash"),
        Text(root, "requestHash"),
        Text(root, "result"),
        Text(root, "purpose"),
        root.GetProperty("consentHash").GetString(),
        root.GetProperty("directoryVersion").GetInt64(),
        Text(root, "suite"),
        [.. root.GetProperty("providers").EnumerateArray().Select(p => p.GetString() ?? throw new FormatException("A provider is null."))],
        DateTimeOffset.FromUnixTimeMilliseconds(root.GetProperty("issuedAt").GetInt64()));

    private static string Text(JsonElement root, string name) =>
        root.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null.");
}
