using System.Diagnostics;
using System.Globalization;

namespace FedExchange.Cli.Lab;

/// <summary>Where a lab's coordinator and nodes live: a temporary folder that goes with the lab, or one that the caller keeps.</summary>
internal sealed class LabFolder : IDisposable
{
    private const string Prefix = "fedx-lab-";
    private const string OwnerFile = "lab.pid";
    private readonly bool keep;

    private LabFolder(string path, bool keep)
    {
        Path = path;
        this.keep = keep;
    }

    /// <summary>Absolute path.</summary>
    public string Path { get; }

    /// <summary>Makes the folder. Temporary folders of labs that were killed are removed on the way.</summary>
    /// <param name="keep">Folder to keep, must be absent or empty; null for a temporary one.</param>
    public static LabFolder Create(string? keep)
    {
        if (keep is not null)
        {
            var kept = Directory.CreateDirectory(System.IO.Path.GetFullPath(keep));
            return kept.EnumerateFileSystemInfos().Any()
                ? throw new CommandException($"{kept.FullName} is not empty. Name a new folder for --keep.")
                : new LabFolder(kept.FullName, keep: true);
        }

        RemoveOrphans();
        var folder = Directory.CreateTempSubdirectory(Prefix);
        File.WriteAllText(System.IO.Path.Combine(folder.FullName, OwnerFile), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        return new LabFolder(folder.FullName, keep: false);
    }

    /// <summary>Folder of a member.</summary>
    public string Of(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc />
    public void Dispose()
    {
        if (!keep)
        {
            Remove(Path);
        }
    }

    private static void RemoveOrphans()
    {
        foreach (var folder in Directory.EnumerateDirectories(System.IO.Path.GetTempPath(), Prefix + "*"))
        {
            var owner = System.IO.Path.Combine(folder, OwnerFile);
            if (File.Exists(owner) && int.TryParse(File.ReadAllText(owner), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) && !Runs(pid))
            {
                Remove(folder);
            }
        }
    }

    private static bool Runs(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return !process.HasExited;
        }
        catch (ArgumentException)
        {
            return false; // no such process
        }
    }

    private static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Somebody else's lab or a file still open: the next lab tries again.
        }
    }
}
