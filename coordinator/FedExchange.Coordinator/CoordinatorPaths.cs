namespace FedExchange.Coordinator;

/// <summary>The files of a coordinator's directory.</summary>
internal sealed class CoordinatorPaths(string directory)
{
    public string Directory { get; } = Path.GetFullPath(directory);

    public string Options => Path.Combine(Directory, "coordinator.yaml");

    public string AuthorityCertificate => Path.Combine(Directory, "ca.pem");

    public string AuthorityKey => Path.Combine(Directory, "ca.key");

    public string DirectoryKey => Path.Combine(Directory, "directory.key");

    public string OperatorCertificate => Path.Combine(Directory, "operator.pem");

    public string OperatorKey => Path.Combine(Directory, "operator.key");

    public string Database => Path.Combine(Directory, "coordinator.db");

    public string Lock => Path.Combine(Directory, "coordinator.lock");

    public string Run => Path.Combine(Directory, "run.json");

    public string Logs => Path.Combine(Directory, "logs");
}
