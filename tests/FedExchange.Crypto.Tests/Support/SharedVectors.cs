using System.IO.Compression;
using System.Text.Json;

namespace FedExchange.Crypto.Tests.Support;

/// <summary>Third-party vectors that lie beside the repository where it is developed; elsewhere their tests are skipped.</summary>
internal static class SharedVectors
{
    public static JsonElement Load(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var file = Path.Combine(folder.FullName, "shared", "vectors", path);
            if (File.Exists(file))
            {
                using Stream raw = File.OpenRead(file);
                using var content = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(raw, CompressionMode.Decompress) : raw;
                return JsonDocument.Parse(content).RootElement;
            }
        }

        Assert.Skip($"The vectors shared/vectors/{path} are not on this machine.");
        return default;
    }

    public static byte[] Hex(this JsonElement element, string name) => Convert.FromHexString(element.GetProperty(name).GetString()!);

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static IEnumerable<JsonElement> WycheproofTests(string path) =>
        Load(path).GetProperty("testGroups").EnumerateArray().SelectMany(group => group.GetProperty("tests").EnumerateArray());
}
