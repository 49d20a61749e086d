namespace FedExchange.Node.Peers;

/// <summary>No response came to a frame. Asking again is safe: every peer request is idempotent.</summary>
internal sealed class FrameTransportException : Exception
{
    public FrameTransportException(string reason, string message, bool mayHaveArrived, Exception? inner = null)
        : base(message, inner) => (Reason, MayHaveArrived) = (reason, mayHaveArrived);

    /// <summary>Stable upper-case reason, such as PEER_UNREACHABLE.</summary>
    public string Reason { get; }

    /// <summary>False when the connection failed before anything was sent.</summary>
    public bool MayHaveArrived { get; }
}
