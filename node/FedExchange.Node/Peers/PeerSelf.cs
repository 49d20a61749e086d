using System.Security.Cryptography.X509Certificates;
using FedExchange.Crypto.PublicKey;

namespace FedExchange.Node.Peers;

/// <summary>What the peer layer needs to know of this node.</summary>
internal sealed class PeerSelf
{
    /// <summary>This node's id.</summary>
    public required string NodeId { get; init; }

    /// <summary>Signs messages and receipts.</summary>
    public required SigningKey SignKey { get; init; }

    /// <summary>Opens what peers seal to this node.</summary>
    public required SealKey SealKey { get; init; }

    /// <summary>The certificate in force, asked for each connection.</summary>
    public required Func<X509Certificate2> Certificate { get; init; }

    /// <summary>The node's own database, for pair keys.</summary>
    public required string DatabasePath { get; init; }
}
