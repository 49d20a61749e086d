using FedExchange.Crypto.Merkle;

namespace FedExchange.Governance.Audit;

/// <summary>Proof that an entry is in a log: the entry, its salt, the path to the root, and the signed root.</summary>
/// <param name="Origin">The log's name.</param>
/// <param name="Index">The entry's index.</param>
/// <param name="Entry">The entry's payload (JSON, UTF-8), as it is committed to.</param>
/// <param name="Salt">The entry's salt.</param>
/// <param name="Proof">The RFC 6962 inclusion proof, from the leaf up.</param>
/// <param name="Checkpoint">The signed checkpoint whose root the proof leads to.</param>
public sealed record LogInclusion(string Origin, long Index, byte[] Entry, byte[] Salt, IReadOnlyList<byte[]> Proof, SignedCheckpoint Checkpoint)
{
    /// <summary>Checks everything: the checkpoint's origin and signature, and that the entry lies under its root.</summary>
    /// <param name="logPublicKey">The log's Ed25519 key, from the directory.</param>
    /// <param name="problem">What is wrong; empty when nothing is.</param>
    public bool Verify(ReadOnlySpan<byte> logPublicKey, out string problem)
    {
        problem =
            Checkpoint.Origin != Origin ? "the checkpoint belongs to another log" :
            !Checkpoint.Verify(logPublicKey) ? "the checkpoint is not signed by the log's key" :
            !MerkleProof.VerifyInclusion(Index, Checkpoint.Size, LogFormat.Leaf(Salt, Entry), [.. Proof], Checkpoint.Root) ? "the entry is not in the log" :
            "";
        return problem.Length == 0;
    }
}
