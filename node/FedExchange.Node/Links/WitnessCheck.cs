using FedExchange.Crypto.Merkle;
using FedExchange.Governance.Audit;

namespace FedExchange.Node.Links;

/// <summary>
/// Compares the node's audit log with the newest checkpoint that the coordinator has witnessed for it. Only a checkpoint with this node's
/// own signature counts, so that a coordinator cannot stop a node by inventing one.
/// </summary>
internal static class WitnessCheck
{
    /// <summary>Compares.</summary>
    /// <param name="note">The welcome's witnessed checkpoint; empty when the coordinator has none.</param>
    /// <param name="log">The node's log.</param>
    /// <param name="logPublicKey">The node's log key, 32 bytes.</param>
    public static WitnessVerdict Compare(string note, AuditLog log, ReadOnlySpan<byte> logPublicKey)
    {
        if (note.Length == 0)
        {
            return new WitnessVerdict.Agrees(0);
        }

        if (!SignedCheckpoint.TryParse(note, out var witnessed) || witnessed.Origin != log.Origin || !witnessed.Verify(logPublicKey))
        {
            return new WitnessVerdict.Foreign();
        }

        var local = log.Checkpoint;
        if (witnessed.Size > local.Size)
        {
            return new WitnessVerdict.RolledBack($"the audit log has {local.Size} entries, but this node signed a checkpoint over {witnessed.Size}");
        }

        return witnessed.Size == 0 || MerkleProof.VerifyConsistency(witnessed.Size, local.Size, log.ConsistencyProof(witnessed.Size, local.Size), witnessed.Root, local.Root)
            ? new WitnessVerdict.Agrees(witnessed.Size)
            : new WitnessVerdict.RolledBack($"the first {witnessed.Size} entries of the audit log are not those over which this node signed a checkpoint");
    }
}
