using System.Text;
using FedExchange.Crypto.Merkle;
using Microsoft.Data.Sqlite;

namespace FedExchange.Governance.Audit;

/// <summary>
/// Checks a log without opening it for writing; also while a node is running. Detects any changed byte, a truncation at any length, and an
/// older copy that was put back; the last two need a witness that has seen the newer state: the head file, the ledger, or a checkpoint from elsewhere.
/// </summary>
public static class AuditVerifier
{
    /// <summary>Checks a log.</summary>
    /// <param name="directory">The log's folder.</param>
    /// <param name="logPublicKey">The log's Ed25519 key, 32 bytes; from the member directory, not from the folder.</param>
    /// <param name="external">Checkpoints of this log that others have kept: from receipts, from peers.</param>
    /// <param name="ledgerPath">The node's ledger; null when it is not at hand.</param>
    public static AuditVerification Verify(
        string directory, ReadOnlySpan<byte> logPublicKey, IEnumerable<SignedCheckpoint> external, string? ledgerPath = null)
    {
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(external);
        var logPath = Path.Combine(directory, LogFormat.LogFile);
        var headPath = Path.Combine(directory, LogFormat.HeadFile);
        if (!File.Exists(logPath))
        {
            return new AuditVerification.Damaged(0, $"there is no {LogFormat.LogFile} in the folder", 0);
        }

        // The witnesses are read before the log: a node that is running only adds to it meanwhile.
        var head = File.Exists(headPath) ? Encoding.UTF8.GetString(File.ReadAllBytes(headPath)) : null;
        var (anchor, anchorProblem) = ReadAnchor(ledgerPath);
        var scan = LogScan.Run(logPath, logPublicKey, head);
        if (scan.Damage is { } damage)
        {
            return new AuditVerification.Damaged(damage.Entry, damage.What, damage.Offset);
        }

        var problem = CheckHead(scan, head, logPublicKey)
            ?? (anchorProblem is null ? null : new AuditVerification.Damaged(scan.Size, anchorProblem, scan.VerifiedBytes))
            ?? (anchor is null ? null : CheckWitness(scan, anchor.Size, anchor.Root, "the ledger"));
        foreach (var checkpoint in external)
        {
            if (problem is null && checkpoint.Origin == scan.Origin && checkpoint.Verify(logPublicKey))
            {
                problem = CheckWitness(scan, checkpoint.Size, checkpoint.Root, "a checkpoint kept elsewhere");
            }
            else
            {
                problem ??= new AuditVerification.Damaged(scan.Size, "a checkpoint that was handed in is not one of this log", scan.VerifiedBytes);
            }
        }

        return problem ?? (AuditVerification)new AuditVerification.Ok(scan.Origin, scan.Size, scan.Tree.Root(), scan.UnfinishedBytes);
    }

    private static AuditVerification.Damaged? CheckHead(LogScan scan, string? head, ReadOnlySpan<byte> logPublicKey)
    {
        if (scan.Size == 0)
        {
            return new AuditVerification.Damaged(0, "the log has no entries, not even its first", scan.VerifiedBytes);
        }

        if (scan.HeadFound)
        {
            return null;
        }

        if (string.IsNullOrEmpty(head))
        {
            return new AuditVerification.Damaged(scan.Size, $"the file {LogFormat.HeadFile} is missing or empty, so entries may have been cut off", scan.VerifiedBytes);
        }

        if (!SignedCheckpoint.TryParse(head, out var checkpoint) || !checkpoint.Verify(logPublicKey) || checkpoint.Origin != scan.Origin)
        {
            return new AuditVerification.Damaged(scan.Size, $"the file {LogFormat.HeadFile} is damaged", scan.VerifiedBytes);
        }

        return CheckWitness(scan, checkpoint.Size, checkpoint.Root, $"the file {LogFormat.HeadFile}")
            ?? new AuditVerification.Damaged(scan.Size, $"the file {LogFormat.HeadFile} is damaged: no batch of the log ends with it", scan.VerifiedBytes);
    }

    private static AuditVerification.Damaged? CheckWitness(LogScan scan, long size, byte[] root, string witness)
    {
        if (size > scan.Size)
        {
            return new AuditVerification.Damaged(
                scan.Size, $"{witness} knows of {size} entries, the log has {scan.Size}: entry {scan.Size} and what follows was cut off, or an older copy was put back", scan.VerifiedBytes);
        }

        return scan.Tree.RootAt(size).AsSpan().SequenceEqual(root)
            ? null
            : new AuditVerification.Damaged(0, $"the first {size} entries are not those that {witness} knows", 0);
    }

    private static (LedgerAnchor? Anchor, string? Problem) ReadAnchor(string? ledgerPath)
    {
        if (ledgerPath is null)
        {
            return (null, null);
        }

        if (!File.Exists(ledgerPath))
        {
            return (null, "the ledger is missing; run without it, or restore it");
        }

        try
        {
            return (Ledger.ReadAnchor(ledgerPath), null);
        }
        catch (SqliteException)
        {
            return (null, "the ledger cannot be read; delete it and start the node, it is made again from the log");
        }
    }
}
