namespace FedExchange.Cli.Demo;

/// <summary>The samples folder, carried within the program so that the demonstration runs from anywhere.</summary>
internal static class EmbeddedSamples
{
    private const string Prefix = "samples/";

    /// <summary>Names of all files, with '/' between folders, such as first-home/lab.yaml.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        .. typeof(EmbeddedSamples).Assembly.GetManifestResourceNames()
            .Select(name => name.Replace('\\', '/'))
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => name[Prefix.Length..])
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Writes one sample's files into a folder.</summary>
    public static void Extract(string sample, string folder)
    {
        foreach (var name in Names.Where(name => name.StartsWith(sample + "/", StringComparison.Ordinal)))
        {
            var path = Path.Combine(folder, name[(sample.Length + 1)..]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var source = Open(name);
            using var target = File.Create(path);
            source.CopyTo(target);
        }
    }

    private static Stream Open(string name)
    {
        var assembly = typeof(EmbeddedSamples).Assembly;
        var resource = assembly.GetManifestResourceNames().Single(candidate => candidate.Replace('\\', '/') == Prefix + name);
        return assembly.GetManifestResourceStream(resource)!;
    }
}
