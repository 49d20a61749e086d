namespace FedExchange.Governance.Tests.Support;

/// <summary>A folder that goes away with the test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = System.IO.Directory.CreateTempSubdirectory("fedx-governance-").FullName;

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public string CopyOf(string folder, string name)
    {
        var copy = System.IO.Directory.CreateDirectory(this[name]).FullName;
        foreach (var file in System.IO.Directory.GetFiles(folder).Where(f => System.IO.Path.GetFileName(f) != "lock"))
        {
            File.Copy(file, System.IO.Path.Combine(copy, System.IO.Path.GetFileName(file)), overwrite: true);
        }

        return copy;
    }

    public void Dispose() => System.IO.Directory.Delete(Path, recursive: true);
}
