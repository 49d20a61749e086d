using System.Text.Json;
using System.Text.Json.Nodes;

namespace FedExchange.Cli.Connections;

/// <summary>run.json of a running coordinator or node.</summary>
internal static class RunFile
{
    /// <summary>Reads it, or null when it is not there or not complete yet.</summary>
    public static JsonObject? TryRead(string folder)
    {
        var path = Path.Combine(folder, "run.json");
        try
        {
            return File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path)) as JsonObject : null;
        }
        catch (Exception exception) when (exception is JsonException or IOException)
        {
            return null; // being written: the caller looks again
        }
    }

    /// <summary>A value that a running process must have published.</summary>
    /// <exception cref="FailedException">It is not running.</exception>
    public static string Require(string folder, string key, string how)
    {
        if (!Directory.Exists(folder))
        {
            throw new CommandException($"There is no folder {folder}.");
        }

        return TryRead(folder)?[key]?.GetValue<string>() is { Length: > 0 } value
            ? value
            : throw new FailedException($"Nothing runs in {folder}. Start it with '{how}'.", "NOT_RUNNING");
    }
}
