namespace FedExchange.Node;

/// <summary>
/// Whether this node may answer. A node that finds its audit log behind a checkpoint which it signed before has been rolled back
/// (an old backup, a copied disk): one-time request ids and consent uses would be forgotten, so it refuses to answer as a provider,
/// and as a requester it would enter answers in a second history of its log.
/// </summary>
internal sealed class NodeHealth
{
    private volatile string? _rolledBack;

    /// <summary>What is wrong and what to do; null while all is well. Once set it stays until the node is restarted.</summary>
    public string? RolledBack => _rolledBack;

    /// <summary>Whether the node answers other nodes and takes part in jobs.</summary>
    public bool MayAnswer => _rolledBack is null;

    /// <summary>Declares the node rolled back.</summary>
    public void DeclareRolledBack(string whatToDo) => _rolledBack ??= whatToDo;
}
