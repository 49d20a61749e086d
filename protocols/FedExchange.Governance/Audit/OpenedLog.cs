using System.Text;
using FedExchange.Crypto.Merkle;
using Microsoft.Win32.SafeHandles;

namespace FedExchange.Governance.Audit;

/// <summary>
/// Opening a log: scan, compare with what the head file and the ledger remember, cut an unfinished end, replay into the ledger.
/// Cut is only what follows the last complete batch and what no checkpoint has ever covered; any other difference is damage.
/// </summary>
internal sealed class OpenedLog : IDisposable
{
    private readonly SafeFileHandle _lock;

    private OpenedLog(SafeFileHandle lockHandle, SafeFileHandle file, Ledger ledger, LogScan scan)
    {
        _lock = lockHandle;
        File = file;
        Ledger = ledger;
        Scan = scan;
    }

    public SafeFileHandle File { get; }

    public Ledger Ledger { get; }

    public LogScan Scan { get; }

    /// <summary>Entries that say what opening has done; to be appended first.</summary>
    public List<AuditDraft> Notes { get; } = [];

    public static OpenedLog Open(AuditLogOptions options)
    {
        System.IO.Directory.CreateDirectory(options.Directory);
        var path = Path.Combine(options.Directory, LogFormat.LogFile);
        var header = LogFormat.Header(options.Origin, options.LogKey.PublicKey);
        // Held for as long as the log is open, so that no second process writes beside us. A file of its own: a lock on the log would keep the verifier out.
        var lockHandle = System.IO.File.OpenHandle(Path.Combine(options.Directory, LogFormat.LockFile), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        SafeFileHandle? file = null;
        Ledger? ledger = null;
        try
        {
            file = System.IO.File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
            var begun = RandomAccess.GetLength(file);
            if (begun < header.Length)
            {
                // New, or a crash hit the very first write. If there ever was an entry, the checks below know.
                RandomAccess.Write(file, header, 0);
                RandomAccess.SetLength(file, header.Length);
                RandomAccess.FlushToDisk(file);
            }

            ledger = Ledger.Open(options.LedgerPath);
            var opened = new OpenedLog(lockHandle, file, ledger, LogScan.Run(path, options.LogKey.PublicKey, headNote: null));
            opened.Check(options);
            opened.CutUnfinished();
            opened.Replay();
            if (opened.Scan.Size == 0)
            {
                opened.Notes.Insert(0, AuditDraft.Reserved(AuditKinds.Created).With("origin", options.Origin));
            }

            return opened;
        }
        catch
        {
            ledger?.Dispose();
            file?.Dispose();
            lockHandle.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Ledger.Dispose();
        File.Dispose();
        _lock.Dispose();
    }

    private void Check(AuditLogOptions options)
    {
        if (Scan.Damage is { } damage)
        {
            throw Damaged($"at entry {damage.Entry} (byte {damage.Offset}): {damage.What}");
        }

        if (Scan.Origin != options.Origin)
        {
            throw Damaged($"it belongs to {Scan.Origin}, not to {options.Origin}");
        }

        var headPath = Path.Combine(options.Directory, LogFormat.HeadFile);
        var head = System.IO.File.Exists(headPath) ? System.IO.File.ReadAllText(headPath, Encoding.UTF8) : "";
        // Missing or empty is what a crash can leave; the ledger's anchor is looked at all the same.
        if (head.Length > 0)
        {
            if (!SignedCheckpoint.TryParse(head, out var checkpoint) || !checkpoint.Verify(options.LogKey.PublicKey))
            {
                throw Damaged($"the file {LogFormat.HeadFile} is not what was signed");
            }

            CheckCovered(checkpoint.Size, checkpoint.Root, $"the file {LogFormat.HeadFile}");
        }

        if (Ledger.Anchor() is { } anchor)
        {
            CheckCovered(anchor.Size, anchor.Root, "the ledger");
        }
    }

    private void CheckCovered(long size, byte[] root, string witness)
    {
        if (size > Scan.Size)
        {
            throw Damaged($"{witness} knows of {size} entries, {LogFormat.LogFile} has {Scan.Size}: entry {Scan.Size} and what follows was cut off, or an older copy was put back");
        }

        if (!Scan.Tree.RootAt(size).AsSpan().SequenceEqual(root))
        {
            throw Damaged($"the first {size} entries are not those that {witness} knows");
        }
    }

    private void CutUnfinished()
    {
        if (Scan.UnfinishedBytes > 0)
        {
            RandomAccess.SetLength(File, Scan.VerifiedBytes);
            RandomAccess.FlushToDisk(File);
            Notes.Add(AuditDraft.Reserved(AuditKinds.Cut).With("bytes", Scan.UnfinishedBytes).With("after", Scan.Size));
        }
    }

    private void Replay()
    {
        var applied = Ledger.Anchor()?.Size ?? 0;
        if (applied == Scan.Size)
        {
            return;
        }

        Ledger.Begin();
        for (var index = applied; index < Scan.Size; index++)
        {
            var (_, payload) = LogFile.ReadFrame(File, Scan.Offsets[(int)index], index);
            if (!AuditEntry.TryParse(index, payload, out var entry))
            {
                throw Damaged($"entry {index} cannot be read");
            }

            Ledger.Apply(entry);
        }

        Ledger.Commit(Scan.Size, Scan.Tree.Root());
    }

    private static AuditLogException Damaged(string what) => new(
        AuditLogException.Damaged,
        $"The audit log is damaged: {what}. Nothing may be read or released until an officer has looked at it; 'fedx audit verify' tells more.");
}
