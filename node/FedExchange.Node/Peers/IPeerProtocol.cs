using FedExchange.Wire.Session.V1;

namespace FedExchange.Node.Peers;

/// <summary>One protocol that peers may speak to this node. Repeating a request gives the same answer.</summary>
internal interface IPeerProtocol
{
    /// <summary>The kind of request this protocol reads.</summary>
    PeerMessageKind Kind { get; }

    /// <summary>Answers a request whose sender is known and whose signature is good.</summary>
    /// <param name="sender">Node id of the sender, from the directory.</param>
    /// <param name="body">The protocol's own encoding; not yet checked.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    Task<PeerAnswer> AnswerAsync(string sender, ReadOnlyMemory<byte> body, CancellationToken cancellationToken);
}
