namespace FedExchange.Coordinator.Tests;

/// <summary>A directory that goes away with the test.</summary>
internal sealed class TestDirectory : IDisposable
{
    public string Path { get; } = System.IO.Directory.CreateTempSubdirectory("fedx-coordinator-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => System.IO.Directory.Delete(Path, recursive: true);
}
