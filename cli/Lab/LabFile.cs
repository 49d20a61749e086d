namespace FedExchange.Cli.Lab;

/// <summary>A lab as written in its file, checked; paths are absolute.</summary>
/// <param name="Path">The file.</param>
/// <param name="Name">Title for people.</param>
/// <param name="Region">Region name of the lab's coordinator.</param>
/// <param name="Nodes">Members, in the file's order.</param>
/// <param name="Definitions">Definition files.</param>
/// <param name="Jobs">What to run, in order.</param>
internal sealed record LabFile(
    string Path,
    string Name,
    string Region,
    IReadOnlyList<LabNode> Nodes,
    IReadOnlyList<string> Definitions,
    IReadOnlyList<LabJob> Jobs)
{
    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="LabFileException">All problems at once.</exception>
    /// <exception cref="CommandException">The file cannot be read.</exception>
    public static LabFile Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new CommandException($"There is no lab file {path}.");
        }

        return Parse(File.ReadAllText(path), System.IO.Path.GetFullPath(path));
    }

    /// <summary>Checks a text; <paramref name="path"/> is what relative paths start from.</summary>
    /// <exception cref="LabFileException">All problems at once.</exception>
    public static LabFile Parse(string text, string path) => new LabFileParser(path).Parse(text);
}
