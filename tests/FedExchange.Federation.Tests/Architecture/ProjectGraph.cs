using System.Xml.Linq;

namespace FedExchange.Federation.Tests.Architecture;

/// <summary>The project files of the repository, read as XML.</summary>
internal sealed class ProjectGraph
{
    private ProjectGraph(string root, IReadOnlyDictionary<string, XDocument> projects) => (Root, Projects) = (root, projects);

    public string Root { get; }

    public IReadOnlyDictionary<string, XDocument> Projects { get; }

    public static ProjectGraph Read()
    {
        string root = FindRoot();
        string[] folders = ["crypto", "protocols", "node", "coordinator", "cli", "benchmarks"];
        return new ProjectGraph(root, folders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*.csproj", SearchOption.AllDirectories))
            .ToDictionary(path => Path.GetFileNameWithoutExtension(path), path => XDocument.Load(path)));
    }

    public string[] References(string project) =>
        [.. Projects[project].Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value)).Order()];

    public bool NamesPackage(string project, string package) =>
        Projects[project].Descendants("PackageReference").Any(r => r.Attribute("Include")!.Value.StartsWith(package, StringComparison.Ordinal));

    public IEnumerable<string> Sources(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories);

    private static string FindRoot()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "FedExchange.sln")))
        {
            directory = directory.Parent;
        }

        return directory?.FullName ?? throw new InvalidOperationException("The tests must run from within the repository.");
    }
}
