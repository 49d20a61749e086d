using FedExchange.Wire.Session.V1;
using Google.Protobuf;

namespace FedExchange.Node.Peers;

/// <summary>What a protocol of this node answers to a peer; it leaves under the seal.</summary>
/// <param name="Kind">Kind of the answer.</param>
/// <param name="Body">The protocol's own encoding.</param>
internal sealed record PeerAnswer(PeerMessageKind Kind, ReadOnlyMemory<byte> Body)
{
    /// <summary>A refusal with a stable reason and one sentence without data of any subject.</summary>
    public static PeerAnswer Refuse(string reason, string detail, bool retryable) => new(
        PeerMessageKind.Refusal,
        new PeerRefusal { Reason = reason, Detail = detail, Retryable = retryable }.ToByteArray());
}
