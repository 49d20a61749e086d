namespace FedExchange.Node.Peers;

/// <summary>There is no pair key with a peer at present.</summary>
internal sealed class PairKeyException(string peer, string reason, string message) : Exception(message)
{
    /// <summary>Node id of the peer.</summary>
    public string Peer { get; } = peer;

    /// <summary>Stable upper-case reason.</summary>
    public string Reason { get; } = reason;
}
