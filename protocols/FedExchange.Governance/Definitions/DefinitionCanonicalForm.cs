using System.Buffers;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FedExchange.Governance.Definitions;

/// <summary>
/// The canonical form under a definition's hash: compact JSON with a fixed order of fields, names in ordinal order, texts as they stand.
/// Changing anything here changes every hash, so a new form needs a new <c>form</c> number.
/// </summary>
internal static class DefinitionCanonicalForm
{
    // Escapes only what JSON demands, so that any JSON library can reproduce the bytes.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Hash(VerificationDefinition definition)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            Write(json, definition);
        }

        return SHA256.HashData(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, VerificationDefinition definition)
    {
        json.WriteStartObject();
        json.WriteString("form", "fedexchange/verification-endpoint/1");
        json.WriteString("id", definition.Id);
        json.WriteNumber("version", definition.Version);
        json.WriteString("titleEn", definition.Title.En);
        json.WriteString("titleZh", definition.Title.Zh);
        json.WriteString("owner", definition.Owner);
        json.WriteStartArray("purposes");
        foreach (var purpose in definition.Purposes.Order(StringComparer.Ordinal))
        {
            json.WriteStringValue(purpose);
        }

        json.WriteEndArray();
        json.WriteString("grade", definition.Grade);
        json.WriteString("subjectType", definition.SubjectType);
        json.WriteString("subjectMode", "disclosed");
        json.WriteString("subjectName", definition.SubjectName.ToString());
        json.WriteStartArray("inputs");
        foreach (var input in definition.Inputs.OrderBy(i => i.Name, StringComparer.Ordinal))
        {
            json.WriteStartArray();
            json.WriteStringValue(input.Name);
            json.WriteStringValue(input.Node);
            json.WriteStringValue(input.Predicate);
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteStartArray("rule");
        foreach (var term in definition.Rule.OrderBy(t => t.Input, StringComparer.Ordinal))
        {
            json.WriteStringValue(term.ToString());
        }

        json.WriteEndArray();
        json.WriteString("reveal", definition.Reveal);
        json.WriteString("perRequester", definition.Limits.PerRequester?.ToString());
        json.WriteString("perSubject", definition.Limits.PerSubject?.ToString());
        json.WriteNumber("maxAgeTicks", definition.MaxAge?.Ticks ?? 0);
        json.WriteStartArray("tests");
        foreach (var test in definition.Tests)
        {
            json.WriteStartArray();
            json.WriteStringValue(test.Subject);
            foreach (var (name, value) in test.Inputs.OrderBy(i => i.Key, StringComparer.Ordinal))
            {
                json.WriteStringValue($"{name}={DefinitionReader.Word(value)}");
            }

            json.WriteStringValue(DefinitionReader.Word(test.Expect));
            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
