using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace FedExchange.Cli;

/// <summary>JSON as the command line writes it: camelCase, indented, Chinese unescaped.</summary>
internal static class JsonText
{
    /// <summary>The one set of options.</summary>
    public static JsonSerializerOptions Options { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Text of a value.</summary>
    public static string Of(object value) => JsonSerializer.Serialize(value, value.GetType(), Options);

    /// <summary>A JSON text as a node, for embedding in a larger document; a plain string where it is not JSON.</summary>
    public static JsonNode? Embed(string? json)
    {
        if (string.IsNullOrEmpty(json))
        {
            return null;
        }

        try
        {
            return JsonNode.Parse(json);
        }
        catch (JsonException)
        {
            return JsonValue.Create(json); // not JSON: shown as it is
        }
    }
}
