using FedExchange.Wire.Session.V1;

namespace FedExchange.Node.Peers;

/// <summary>What came of asking a peer. A closed family.</summary>
internal abstract record PeerReply
{
    private PeerReply()
    {
    }

    /// <summary>The peer's protocol answered, under the seal.</summary>
    /// <param name="Kind">Kind of the answer.</param>
    /// <param name="Body">The protocol's own encoding.</param>
    internal sealed record Answered(PeerMessageKind Kind, ReadOnlyMemory<byte> Body) : PeerReply;

    /// <summary>The peer decided against the request, under the seal.</summary>
    internal sealed record Refused(string Reason, string Detail, bool Retryable) : PeerReply;

    /// <summary>No answer that the peer authenticated: it could not be reached, or a fault came back in the clear.</summary>
    internal sealed record Failed(string Reason, string Detail, bool Retryable) : PeerReply;
}
