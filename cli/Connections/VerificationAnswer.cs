using System.Text.Json;
using System.Text.Json.Nodes;

namespace FedExchange.Cli.Connections;

/// <summary>A released answer.</summary>
/// <param name="Result">true, false or undetermined.</param>
/// <param name="Receipt">The receipt as the node sent it.</param>
internal sealed record VerificationAnswer(string Result, JsonNode Receipt)
{
    /// <summary>Reads the node's answer.</summary>
    /// <exception cref="FormatException">Not an answer.</exception>
    public static VerificationAnswer Parse(string json)
    {
        var body = JsonNode.Parse(json) as JsonObject;
        return body?["result"] is { } result && result.GetValueKind() == JsonValueKind.String && body["receipt"] is { } receipt
            ? new VerificationAnswer(result.GetValue<string>(), receipt.DeepClone())
            : throw new FormatException("The node's answer has no result and receipt.");
    }
}
