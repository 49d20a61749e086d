using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using FedExchange.Node.Participations;

namespace FedExchange.Node.Api;

/// <summary>Reads the body of a verification and says exactly what is wrong with it. A field that nobody reads is an error: it may be a condition.</summary>
internal static class VerifyBodyReader
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 8 };

    /// <summary>Reads a body.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="definition">Definition id from the address.</param>
    /// <param name="idempotencyKey">From the header; empty for none.</param>
    /// <param name="question">The question.</param>
    /// <param name="problem">What is wrong.</param>
    public static bool TryRead(
        ReadOnlyMemory<byte> json,
        string definition,
        string idempotencyKey,
        [NotNullWhen(true)] out VerificationQuestion? question,
        [NotNullWhen(false)] out ProblemBody? problem)
    {
        question = null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, Strict);
            JsonElement root = document.RootElement;
            problem = NotObject(root, "") ?? Others(root, "", "subject", "consent", "purpose");
            if (problem is not null)
            {
                return false;
            }

            if (!root.TryGetProperty("subject", out JsonElement subject))
            {
                problem = ProblemReply.Body(ApiProblems.MissingField, "The field 'subject' is missing: {\"subject\": {\"id\": \"…\"}, …}.", field: "subject");
                return false;
            }

            problem = NotObject(subject, "subject") ?? Others(subject, "subject.", "id", "name");
            if (problem is not null)
            {
                return false;
            }

            if (!TryText(subject, "id", "subject.id", required: true, out string id, out problem)
                || !TryText(subject, "name", "subject.name", required: false, out string name, out problem)
                || !TryText(root, "consent", "consent", required: false, out string consent, out problem)
                || !TryText(root, "purpose", "purpose", required: false, out string purpose, out problem))
            {
                return false;
            }

            question = new VerificationQuestion
            {
                Definition = definition,
                SubjectId = id,
                SubjectName = name,
                Consent = consent,
                Purpose = purpose,
                IdempotencyKey = idempotencyKey,
            };
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Broken JSON, a name that stands twice, or broken surrogates in a text. The parser's message could quote the body, so only the place is told.
            string place = e is JsonException { LineNumber: { } line, BytePositionInLine: { } position } ? $" (line {line + 1}, byte {position + 1})" : "";
            problem = ProblemReply.Body(ApiProblems.MalformedJson, $"The body cannot be read as one JSON object in UTF-8 whose names stand once each{place}.");
            return false;
        }
    }

    private static ProblemBody? NotObject(JsonElement element, string field) => element.ValueKind == JsonValueKind.Object
        ? null
        : field.Length == 0
            ? ProblemReply.Body(ApiProblems.MalformedJson, "The body is no JSON object.")
            : ProblemReply.Body(ApiProblems.WrongType, $"The field '{field}' is no JSON object.", field: field);

    private static ProblemBody? Others(JsonElement element, string prefix, params ReadOnlySpan<string> known)
    {
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!known.Contains(property.Name))
            {
                string shown = property.Name.Length <= 64 ? property.Name : property.Name[..64] + "…";
                return ProblemReply.Body(
                    ApiProblems.UnknownField, $"Nobody reads the field '{prefix}{shown}'; known here: {string.Join(", ", known.ToArray())}.", field: prefix + shown);
            }
        }

        return null;
    }

    private static bool TryText(
        JsonElement element, string name, string field, bool required, out string text, [NotNullWhen(false)] out ProblemBody? problem)
    {
        (text, problem) = ("", null);
        if (!element.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            problem = required ? ProblemReply.Body(ApiProblems.MissingField, $"The field '{field}' is missing.", field: field) : null;
            return !required;
        }

        if (value.ValueKind != JsonValueKind.String)
        {
            problem = ProblemReply.Body(ApiProblems.WrongType, $"The field '{field}' is no text: put it in quotation marks.", field: field);
            return false;
        }

        text = value.GetString()!;
        if (required && text.Length == 0)
        {
            problem = ProblemReply.Body(ApiProblems.MissingField, $"The field '{field}' is empty.", field: field);
            return false;
        }

        return true;
    }
}
