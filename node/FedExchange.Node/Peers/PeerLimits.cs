namespace FedExchange.Node.Peers;

/// <summary>Sizes that the peer layer accepts.</summary>
internal static class PeerLimits
{
    /// <summary>Largest sealed request or response, in bytes.</summary>
    public const int MessageBytes = 256 * 1024;
}
