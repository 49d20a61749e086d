namespace FedExchange.Node;

/// <summary>Where a node keeps what: one directory with everything that makes this node this node.</summary>
/// <param name="directory">The node's directory.</param>
public sealed class NodePaths(string directory)
{
    /// <summary>The node's directory, absolute.</summary>
    public string Root { get; } = Path.GetFullPath(directory);

    /// <summary>Options, edited by the data officer.</summary>
    public string Options => In("node.yaml");

    /// <summary>The officer's policy; nothing is allowed without one. The name can be changed in node.yaml.</summary>
    public string Policy => In("policy.yaml");

    /// <summary>Definitions the officer has approved.</summary>
    public string Approvals => In("approvals.json");

    /// <summary>Folder of the private keys, mode 0700.</summary>
    public string Keys => In("keys");

    /// <summary>Private key of the TLS certificate (PKCS#8 PEM), mode 0600.</summary>
    public string AuthKey => In("keys", "auth.key");

    /// <summary>The TLS certificate in force (PEM); its presence means that the node has joined.</summary>
    public string AuthCertificate => In("keys", "auth.crt");

    /// <summary>Key that signs receipts and messages (PKCS#8 PEM), mode 0600.</summary>
    public string SignKey => In("keys", "sign.key");

    /// <summary>Seed of the key to which peers seal (hex), mode 0600.</summary>
    public string SealKey => In("keys", "seal.key");

    /// <summary>Seed of the key that signs the audit log's checkpoints (hex), mode 0600.</summary>
    public string LogKey => In("keys", "log.key");

    /// <summary>The region's CA certificate (PEM), pinned when joining.</summary>
    public string RegionAuthority => In("region.pem");

    /// <summary>The region's directory key (SubjectPublicKeyInfo PEM), pinned when joining.</summary>
    public string DirectoryKey => In("directory.pub");

    /// <summary>The newest member directory accepted (compact JWS).</summary>
    public string DirectoryFile => In("directory.jws");

    /// <summary>Folder of the audit log.</summary>
    public string Audit => In("audit");

    /// <summary>Projection of the audit log: request ids, consent uses, rates. Outside the log's folder, so that an old copy put back is noticed.</summary>
    public string Ledger => In("ledger.db");

    /// <summary>The node's own state: outbox of job reports, pair keys.</summary>
    public string Database => In("node.db");

    /// <summary>Imported registers; hold personal data, mode 0700.</summary>
    public string Registers => In("registers");

    /// <summary>Bearer token for the local API, mode 0600.</summary>
    public string ApiToken => In("api.token");

    /// <summary>Addresses and process id while the node runs and is ready.</summary>
    public string RunFile => In("run.json");

    /// <summary>The peer endpoint's port when it last ran; a node with <c>listen</c> port 0 tries it again.</summary>
    public string PeerPort => In("peer.port");

    /// <summary>Held open by the process that runs the node, so that there is only one.</summary>
    public string LockFile => In("node.lock");

    /// <summary>Folder of the log files.</summary>
    public string Logs => In("logs");

    /// <summary>A path that node.yaml gives, relative to the node's directory.</summary>
    /// <param name="path">Relative or absolute path.</param>
    public string Resolve(string path) => Path.GetFullPath(path, Root);

    private string In(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);
}
