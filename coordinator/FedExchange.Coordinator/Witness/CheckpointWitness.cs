using System.Collections.Concurrent;
using FedExchange.Coordinator.Storage;
using FedExchange.Crypto.Merkle;
using FedExchange.Governance.Directory;
using FedExchange.Wire.Link.V1;

namespace FedExchange.Coordinator.Witness;

/// <summary>
/// Remembers, durably, the newest audit checkpoint of every node and accepts only checkpoints that extend it: signed with the log
/// key in the directory, never smaller, never another tree of the same size, with an RFC 6962 consistency proof between the two.
/// </summary>
internal sealed class CheckpointWitness
{
    private readonly CoordinatorDatabase _database;
    private readonly ILogger<CheckpointWitness> _log;
    private readonly ConcurrentDictionary<string, SignedCheckpoint> _newest = new(StringComparer.Ordinal);

    public CheckpointWitness(CoordinatorDatabase database, ILogger<CheckpointWitness> log)
    {
        _database = database;
        _log = log;
        foreach (var (node, note) in database.Read("SELECT node_id, note FROM witnessed", r => (r.GetString(0), r.GetString(1))))
        {
            _newest[node] = SignedCheckpoint.TryParse(note, out var checkpoint)
                ? checkpoint
                : throw new CoordinatorException($"The witnessed checkpoint of {node} cannot be read; restore coordinator.db from a backup.");
        }
    }

    /// <summary>The newest checkpoint of a member's log, or null. A member that was enrolled anew, with another log key, begins anew.</summary>
    public SignedCheckpoint? NewestOf(Member member) =>
        _newest.GetValueOrDefault(member.Id) is { } newest && newest.Verify(member.LogKey) ? newest : null;

    /// <summary>
    /// Looks at the checkpoint with which a node opens its link. It comes without a proof, so it is only kept when it is the first;
    /// one that is smaller than, or differs from, what was witnessed is a rolled-back log.
    /// </summary>
    public async Task GreetAsync(Member member, string note)
    {
        if (note.Length == 0 && NewestOf(member) is null)
        {
            return;
        }

        if (NewestOf(member) is null)
        {
            await WitnessAsync(member, new CheckpointNotice { Checkpoint = note });
        }
        else if (Read(member, note) is not { } shown || IsRollBack(NewestOf(member)!, shown))
        {
            _log.CheckpointRefused(member.Id, "the link was opened with a log behind the witnessed checkpoint");
        }
    }

    /// <summary>Witnesses a checkpoint, or says why not. What is acknowledged is stored.</summary>
    public async Task<CheckpointAck> WitnessAsync(Member member, CheckpointNotice notice)
    {
        var before = NewestOf(member);
        var refusal = Read(member, notice.Checkpoint) is not { } next
            ? "The checkpoint is not signed by this node's log key; do not use another log's keys."
            : before is null ? "" : Judge(before, next, notice);
        if (refusal.Length > 0)
        {
            _log.CheckpointRefused(member.Id, refusal);
            return new CheckpointAck { Size = before?.Size ?? 0, Refusal = refusal };
        }

        _ = SignedCheckpoint.TryParse(notice.Checkpoint, out var accepted);
        if (before is null || accepted!.Size > before.Size)
        {
            await _database.WriteAsync(
                """
                INSERT INTO witnessed(node_id, size, note) VALUES ($node, $size, $note)
                ON CONFLICT(node_id) DO UPDATE SET size = excluded.size, note = excluded.note WHERE $anew OR excluded.size > witnessed.size
                """,
                ("$node", member.Id),
                ("$anew", before is null),
                ("$size", accepted!.Size),
                ("$note", accepted.Note));
            _newest.AddOrUpdate(member.Id, accepted, (_, held) => before is not null && held.Size >= accepted.Size ? held : accepted);
        }

        return new CheckpointAck { Size = accepted.Size };
    }

    private static SignedCheckpoint? Read(Member member, string note) =>
        SignedCheckpoint.TryParse(note, out var checkpoint) && checkpoint.Verify(member.LogKey) ? checkpoint : null;

    private static bool IsRollBack(SignedCheckpoint before, SignedCheckpoint next) =>
        next.Size < before.Size || (next.Size == before.Size && !next.Root.AsSpan().SequenceEqual(before.Root)) || next.Origin != before.Origin;

    private static string Judge(SignedCheckpoint before, SignedCheckpoint next, CheckpointNotice notice)
    {
        if (next.Origin != before.Origin)
        {
            return "The checkpoint is of a log with another origin; a node keeps one log.";
        }

        if (next.Size < before.Size)
        {
            return $"The log has shrunk: {before.Size} entries were witnessed, {next.Size} are shown. It was rolled back; restore it and tell the auditor.";
        }

        if (next.Size == before.Size)
        {
            return next.Root.AsSpan().SequenceEqual(before.Root) ? "" : "The log has two roots of one size: it was rewritten; tell the auditor.";
        }

        var proof = notice.Consistency.Select(hash => hash.ToByteArray()).ToList();
        return before.Size == 0 || MerkleProof.VerifyConsistency(before.Size, next.Size, proof, before.Root, next.Root)
            ? ""
            : $"No valid proof that the log extends the witnessed {before.Size} entries; send the proof from that size.";
    }
}
