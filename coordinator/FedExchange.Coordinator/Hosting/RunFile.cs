using System.Text.Json;

namespace FedExchange.Coordinator.Hosting;

/// <summary><c>run.json</c>: who runs and where it listens; there while the coordinator is ready.</summary>
internal sealed record RunFile(int Pid, string Address)
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web);

    public void Write(string path)
    {
        var temporary = path + ".new";
        File.WriteAllText(temporary, JsonSerializer.Serialize(this, s_json));
        File.Move(temporary, path, overwrite: true);
    }

    /// <summary>Reads the file; null when there is none, or none that can be read.</summary>
    public static RunFile? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<RunFile>(File.ReadAllText(path), s_json) : null;
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            return null; // being written or removed this moment: the caller treats it as not running
        }
    }
}
