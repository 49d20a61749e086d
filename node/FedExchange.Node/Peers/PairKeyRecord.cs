namespace FedExchange.Node.Peers;

/// <summary>What the store keeps of one pair key: this node's half, and the peer's once it is known.</summary>
/// <param name="KeyId">16 bytes that name the key.</param>
/// <param name="OwnHalf">32 secret bytes of this node.</param>
/// <param name="PeerHalf">32 secret bytes of the peer; empty while the offer is unanswered.</param>
/// <param name="Confirmed">Both ends are known to hold the key.</param>
internal sealed class PairKeyRecord(byte[] KeyId, byte[] OwnHalf, byte[] PeerHalf, bool Confirmed)
{
    public byte[] KeyId { get; } = KeyId;

    public byte[] OwnHalf { get; } = OwnHalf;

    public byte[] PeerHalf { get; } = PeerHalf;

    public bool Confirmed { get; } = Confirmed;

    public override string ToString() => $"PairKeyRecord(confirmed: {Confirmed})";
}
