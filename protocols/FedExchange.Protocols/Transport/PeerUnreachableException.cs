namespace FedExchange.Protocols.Transport;

/// <summary>No answer came from a peer. Whether the request arrived is unknown.</summary>
public sealed class PeerUnreachableException : Exception
{
    /// <summary>Names the peer.</summary>
    /// <param name="peer">Node id.</param>
    /// <param name="why">Plain cause.</param>
    /// <param name="inner">Underlying error, if any.</param>
    public PeerUnreachableException(string peer, string why, Exception? inner = null)
        : base($"{peer} did not answer: {why}", inner) => Peer = peer;

    /// <summary>Node id of the peer.</summary>
    public string Peer { get; }
}
