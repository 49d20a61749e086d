using System.Buffers;
using System.Diagnostics;
using System.Text;
using FedExchange.Crypto.Merkle;
using FedExchange.Governance.Files;
using Microsoft.Win32.SafeHandles;

namespace FedExchange.Governance.Audit;

/// <summary>One group commit, on the log's writer thread: everything that was queued, one write, one flush, one ledger transaction.</summary>
internal sealed class BatchWriter(
    AuditLogOptions options, SafeFileHandle file, Ledger ledger, MerkleTree tree, List<long> offsets, Lock treeLock, long end)
{
    public const int MaxEntries = 4096;

    /// <summary>The head file follows at least so often. Replacing a file costs the file system more than an entry does, and until then the ledger holds the newest size and root.</summary>
    private static readonly TimeSpan HeadInterval = TimeSpan.FromSeconds(1);

    private readonly ArrayBufferWriter<byte> _buffer = new(1 << 16);
    private readonly ArrayBufferWriter<byte> _payload = new(1 << 12);
    private readonly LedgerView _view = new(ledger);
    private readonly string _headPath = Path.Combine(options.Directory, LogFormat.HeadFile);
    private long _end = end;
    private long _headSize = -1;
    private long _headWritten;

    /// <summary>Writes a batch. Any exception leaves the log unusable; the caller sees to that.</summary>
    /// <returns>The new checkpoint, or null when there was nothing to write.</returns>
    public SignedCheckpoint? Write(List<AuditWork> batch, DateTimeOffset now)
    {
        // 1. decide, in order; the ledger already has the effects of those before
        _buffer.ResetWrittenCount();
        _view.Now = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        var first = tree.Size;
        var added = new List<(byte[] Leaf, long Offset)>(batch.Count);
        ledger.Begin();
        batch.RemoveAll(work => work.CancelIfAsked() || !TryAdd(work, first, added));
        if (added.Count == 0)
        {
            ledger.Rollback();
            return null;
        }

        // 2. the signed checkpoint ends the batch
        byte[] root;
        lock (treeLock)
        {
            foreach (var (leaf, offset) in added)
            {
                tree.Append(leaf);
                offsets.Add(offset);
            }

            root = tree.Root();
        }

        var checkpoint = SignedCheckpoint.Sign(options.Origin, first + added.Count, root, options.LogKey);
        LogFormat.WriteBatchEnd(_buffer, checkpoint.Note);

        // 3. one write, one flush
        RandomAccess.Write(file, _buffer.WrittenSpan, _end);
        RandomAccess.FlushToDisk(file);
        _end += _buffer.WrittenCount;

        // 4. the projection follows; if it fails here, it is replayed from the file at the next start
        ledger.Commit(checkpoint.Size, root);
        return checkpoint;
    }

    /// <summary>How long the head file may still lag behind a checkpoint; null when it does not.</summary>
    public TimeSpan? HeadLag(SignedCheckpoint? checkpoint)
    {
        if (checkpoint is null || checkpoint.Size == _headSize)
        {
            return null;
        }

        var left = HeadInterval - Stopwatch.GetElapsedTime(_headWritten);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Rewrites the head file when it has lagged long enough.</summary>
    public void WriteHeadIfDue(SignedCheckpoint checkpoint)
    {
        if (HeadLag(checkpoint) == TimeSpan.Zero)
        {
            WriteHead(checkpoint);
        }
    }

    /// <summary>Rewrites the head file. Not flushed: the same checkpoint stands in the log.</summary>
    public void WriteHead(SignedCheckpoint? checkpoint)
    {
        if (checkpoint is not null && checkpoint.Size != _headSize)
        {
            DurableFile.Replace(_headPath, Encoding.UTF8.GetBytes(checkpoint.Note), flush: false);
            _headSize = checkpoint.Size;
            _headWritten = Stopwatch.GetTimestamp();
        }
    }

    private bool TryAdd(AuditWork work, long first, List<(byte[] Leaf, long Offset)> added)
    {
        _view.NextIndex = first + added.Count;
        AuditDraft? draft;
        try
        {
            draft = work.Decide(_view);
        }
        catch (Exception e)
        {
            // The caller's own function failed before anything was written for it; the others in the batch go on.
            work.Fail(e);
            return false;
        }

        if (draft is null)
        {
            return true;
        }

        _payload.ResetWrittenCount();
        draft.WritePayload(_payload, _view.Now);
        if (_payload.WrittenCount > LogFormat.MaxPayload)
        {
            work.Fail(new ArgumentException($"An audit entry may have at most {LogFormat.MaxPayload} bytes."));
            return false;
        }

        Span<byte> salt = stackalloc byte[LogFormat.SaltLength];
        options.Random.Fill(salt);
        var leaf = LogFormat.Leaf(salt, _payload.WrittenSpan);
        var offset = _end + _buffer.WrittenCount;
        LogFormat.WriteEntry(_buffer, salt, leaf, _payload.WrittenSpan);
        ledger.Apply(new AuditEntry(_view.NextIndex, draft.Kind, _view.Now, draft.Fields));
        added.Add((leaf, offset));
        return true;
    }
}
