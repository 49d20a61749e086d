using System.Threading.Channels;
using FedExchange.Crypto.Merkle;
using Microsoft.Win32.SafeHandles;

namespace FedExchange.Governance.Audit;

/// <summary>
/// The node's audit log: an append-only file of salted, Merkle-committed entries (RFC 6962) with signed checkpoints (C2SP tlog-checkpoint),
/// and the ledger that is derived from it. The file is the truth. An append returns when its entry and a checkpoint over it are on the disk;
/// one flush serves all that were waiting. After a failed write the log refuses everything.
/// </summary>
public sealed class AuditLog : IAsyncDisposable
{
    private readonly Channel<AuditWork> _queue = Channel.CreateBounded<AuditWork>(new BoundedChannelOptions(1 << 14) { SingleReader = true });
    private readonly AuditLogOptions _options;
    private readonly SafeFileHandle _file;
    private readonly OpenedLog _opened;
    private readonly Lock _treeLock;
    private readonly MerkleTree _tree;
    private readonly List<long> _offsets;
    private readonly Task _writer;
    private volatile SignedCheckpoint? _checkpoint;
    private volatile AuditLogException? _failure;
    private int _disposed;

    private AuditLog(AuditLogOptions options, OpenedLog opened)
    {
        _options = options;
        _file = opened.File;
        _opened = opened;
        _tree = opened.Scan.Tree;
        _offsets = opened.Scan.Offsets;
        _checkpoint = opened.Scan.Last;
        _treeLock = new Lock();
        var writer = new BatchWriter(options, _file, opened.Ledger, _tree, _offsets, _treeLock, opened.Scan.VerifiedBytes);
        if (_checkpoint is { } last)
        {
            // A crash may have come between the log and its head file.
            writer.WriteHead(last);
        }

        _writer = Task.Factory.StartNew(() => WriteLoop(writer), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>
    /// Opens the log, makes it when there is none, cuts what a crash has left unfinished, and brings the ledger up to date.
    /// </summary>
    /// <param name="options">Where and with what.</param>
    /// <exception cref="AuditLogException"><see cref="AuditLogException.Damaged"/>: run <c>fedx audit verify</c> and restore the folder; nothing is repaired by itself.</exception>
    /// <exception cref="IOException">The files cannot be opened, for instance because another process has the log open.</exception>
    public static AuditLog Open(AuditLogOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var opened = OpenedLog.Open(options);
        AuditLog? log = null;
        try
        {
            log = new AuditLog(options, opened);
            foreach (var note in opened.Notes)
            {
                log.AppendAsync(note).AsTask().GetAwaiter().GetResult();
            }

            return log;
        }
        catch
        {
            log?._queue.Writer.TryComplete();
            opened.Dispose();
            throw;
        }
    }

    /// <summary>The log's name.</summary>
    public string Origin => _options.Origin;

    /// <summary>The newest signed checkpoint; covers every entry whose append has returned.</summary>
    public SignedCheckpoint Checkpoint => _checkpoint!;

    /// <summary>Entries that are durable.</summary>
    public long Size => Checkpoint.Size;

    /// <summary>Appends an entry.</summary>
    /// <param name="draft">What to write.</param>
    /// <param name="cancellationToken">Gives up waiting for a turn; once the turn has come the entry is written.</param>
    /// <returns>The entry's index; it is durable.</returns>
    /// <exception cref="AuditLogException">The log has failed or is closed.</exception>
    public async ValueTask<long> AppendAsync(AuditDraft draft, CancellationToken cancellationToken = default) =>
        (await AppendAsync(_ => (draft, true), cancellationToken)).Index;

    /// <summary>
    /// Decides and appends in one turn of the single writer, in log order: between what <paramref name="decide"/> sees in the ledger and the
    /// entry that follows from it, nothing can come.
    /// </summary>
    /// <typeparam name="T">What the decision hands back.</typeparam>
    /// <param name="decide">Short, without waiting; a null draft means that nothing is written. When it throws, the caller gets its exception and nothing is written.</param>
    /// <param name="cancellationToken">Gives up waiting for a turn.</param>
    /// <returns>The entry's index (−1 when nothing was written) and the decision's value; the entry is durable.</returns>
    /// <exception cref="AuditLogException">The log has failed or is closed.</exception>
    public async ValueTask<(long Index, T Value)> AppendAsync<T>(Func<LedgerView, (AuditDraft? Draft, T Value)> decide, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(decide);
        var work = new AuditWork<T>(decide, cancellationToken);
        try
        {
            await _queue.Writer.WriteAsync(work, cancellationToken);
        }
        catch (ChannelClosedException)
        {
            throw Refusal();
        }

        return await work.Task;
    }

    /// <summary>Looks into the ledger in the writer's turn, without writing. What it sees is durable when this returns.</summary>
    /// <typeparam name="T">What is looked up.</typeparam>
    /// <param name="look">Short, without waiting.</param>
    /// <param name="cancellationToken">Gives up waiting for a turn.</param>
    public async ValueTask<T> LookAsync<T>(Func<LedgerView, T> look, CancellationToken cancellationToken = default) =>
        (await AppendAsync<T>(view => (null, look(view)), cancellationToken)).Value;

    /// <summary>Proves that an entry is in the log, under the newest checkpoint.</summary>
    /// <param name="index">The entry's index.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such durable entry.</exception>
    public LogInclusion Prove(long index)
    {
        var checkpoint = Checkpoint;
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, checkpoint.Size);
        byte[][] proof;
        lock (_treeLock)
        {
            proof = _tree.InclusionProof(index, checkpoint.Size);
        }

        var (salt, payload) = ReadFrame(index);
        return new LogInclusion(Origin, index, payload, salt, proof, checkpoint);
    }

    /// <summary>Proves that the log of size <paramref name="to"/> continues the log of size <paramref name="from"/> (RFC 6962).</summary>
    /// <param name="from">The older size, at least 1.</param>
    /// <param name="to">The newer size, at most <see cref="Size"/>.</param>
    public IReadOnlyList<byte[]> ConsistencyProof(long from, long to)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(from, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to, Size);
        lock (_treeLock)
        {
            return _tree.ConsistencyProof(from, to);
        }
    }

    /// <summary>Reads durable entries in order.</summary>
    /// <param name="from">Index of the first.</param>
    /// <param name="count">At most so many.</param>
    public IEnumerable<AuditEntry> Read(long from = 0, long count = long.MaxValue)
    {
        var size = Size;
        for (var index = from; index < size && index - from < count; index++)
        {
            var (_, payload) = ReadFrame(index);
            if (!AuditEntry.TryParse(index, payload, out var entry))
            {
                throw new AuditLogException(AuditLogException.Damaged, $"Entry {index} of the audit log cannot be read; run 'fedx audit verify'.");
            }

            yield return entry;
        }
    }

    /// <summary>Writes what is queued, then closes the files.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            _queue.Writer.TryComplete();
            await _writer;
            _opened.Dispose();
        }
    }

    private void WriteLoop(BatchWriter writer)
    {
        var batch = new List<AuditWork>();
        while (WaitForWork(writer))
        {
            batch.Clear();
            while (batch.Count < BatchWriter.MaxEntries && _queue.Reader.TryRead(out var work))
            {
                batch.Add(work);
            }

            if (_failure is { } failed)
            {
                batch.ForEach(work => work.Fail(failed));
                continue;
            }

            try
            {
                // Published before the callers are told, so that the checkpoint covers whatever they know of.
                _checkpoint = writer.Write(batch, _options.TimeProvider.GetUtcNow()) ?? _checkpoint;
                batch.ForEach(work => work.Complete());
                writer.WriteHeadIfDue(_checkpoint!);
            }
            catch (Exception e)
            {
                Fail(e);
                batch.ForEach(work => work.Fail(_failure!));
            }
        }
    }

    /// <summary>Waits for the next batch; a head file that lags is brought up to date meanwhile, and before the loop ends.</summary>
    private bool WaitForWork(BatchWriter writer)
    {
        var next = _queue.Reader.WaitToReadAsync().AsTask();
        if (writer.HeadLag(_checkpoint) is { } lag && !next.Wait(lag))
        {
            BringHeadUpToDate(writer);
        }

        var more = next.GetAwaiter().GetResult();
        if (!more)
        {
            BringHeadUpToDate(writer);
        }

        return more;
    }

    private void BringHeadUpToDate(BatchWriter writer)
    {
        try
        {
            if (_failure is null)
            {
                writer.WriteHead(_checkpoint);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Fail(e);
        }
    }

    /// <summary>What is on the disk is no longer known, so nothing may be acknowledged until the file has been read again.</summary>
    private void Fail(Exception cause)
    {
        _failure = new AuditLogException(
            AuditLogException.Failed,
            "The audit log could not be written, so nothing may be read or released. Look at the disk (space, permissions), then start the node again.",
            cause);
        _queue.Writer.TryComplete();
    }

    private AuditLogException Refusal() =>
        _failure ?? new AuditLogException(AuditLogException.Closed, "The audit log is closed because the node is stopping.");

    private (byte[] Salt, byte[] Payload) ReadFrame(long index)
    {
        long offset;
        lock (_treeLock)
        {
            offset = _offsets[(int)index];
        }

        return LogFile.ReadFrame(_file, offset, index);
    }
}
