using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FedExchange.Crypto.Merkle;

namespace FedExchange.Governance.Audit;

/// <summary>
/// Reads a log file from the start and checks every byte of it. Used when the log is opened and by the verifier, so both mean the same by "intact".
/// </summary>
internal sealed class LogScan
{
    private readonly byte[] _publicKey;
    private readonly string? _headNote;
    private long _limit;

    private LogScan(byte[] publicKey, string? headNote)
    {
        _publicKey = publicKey;
        _headNote = headNote;
    }

    public MerkleTree Tree { get; } = new();

    /// <summary>Entries of complete, verified batches.</summary>
    public long Size { get; private set; }

    /// <summary>File offset of each entry's frame.</summary>
    public List<long> Offsets { get; } = [];

    /// <summary>Length of the header and all complete, verified batches.</summary>
    public long VerifiedBytes { get; private set; }

    /// <summary>Bytes after that: an append that a crash has interrupted. Not acknowledged, unless some checkpoint says otherwise.</summary>
    public long UnfinishedBytes { get; private set; }

    public string Origin { get; private set; } = "";

    public SignedCheckpoint? Last { get; private set; }

    public LogDamage? Damage { get; private set; }

    /// <summary>Whether the head file's text stands in the log, byte for byte.</summary>
    public bool HeadFound { get; private set; }

    public static LogScan Run(string path, ReadOnlySpan<byte> publicKey, string? headNote)
    {
        var scan = new LogScan(publicKey.ToArray(), headNote);
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
        // A node that is running may append meanwhile; what comes after this point is not looked at.
        scan._limit = stream.Length;
        scan.ReadAll(stream);
        if (scan.UnfinishedBytes > 0 && scan.Damage is null && scan.FindsLaterNote(stream))
        {
            scan.Damage = new LogDamage(scan.Size, "a frame's length is damaged: a signed checkpoint stands behind it", scan.VerifiedBytes);
        }

        return scan;
    }

    private void ReadAll(FileStream stream)
    {
        if (!ReadHeader(stream))
        {
            Damage = new LogDamage(0, "the file's header is damaged, or the log belongs to another key", 0);
            return;
        }

        var pending = new List<(byte[] Leaf, long Offset)>();
        var head = new byte[LogFormat.FrameHeader];
        var body = new byte[1 << 12];
        while (true)
        {
            // 1. frame header
            var offset = stream.Position;
            var entry = Size + pending.Count;
            var got = Read(stream, head);
            if (got < head.Length)
            {
                UnfinishedBytes = offset + got - VerifiedBytes;
                return;
            }

            var length = BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(1));
            if (!IsPlausible(head[0], length))
            {
                if (head.All(b => b == 0) && OnlyZeros(stream))
                {
                    // A power cut can leave the file grown but not filled.
                    UnfinishedBytes = _limit - VerifiedBytes;
                    return;
                }

                Damage = new LogDamage(entry, "the frame's mark or length is damaged", offset);
                return;
            }

            // 2. frame body
            if (body.Length < length)
            {
                body = new byte[Math.Max(length, body.Length * 2)];
            }

            got = Read(stream, body.AsSpan(0, length));
            if (got < length)
            {
                UnfinishedBytes = offset + LogFormat.FrameHeader + got - VerifiedBytes;
                return;
            }

            // 3. an entry's leaf, or a batch's checkpoint
            var content = body.AsSpan(0, length);
            if (head[0] == LogFormat.EntryMark)
            {
                var leaf = LogFormat.Leaf(content[..LogFormat.SaltLength], content[LogFormat.EntryOverhead..]);
                if (!content.Slice(LogFormat.SaltLength, LogFormat.HashLength).SequenceEqual(leaf))
                {
                    Damage = new LogDamage(entry, "the entry does not match its own hash", offset);
                    return;
                }

                pending.Add((leaf, offset));
            }
            else if (!EndBatch(content, pending, offset))
            {
                return;
            }
            else
            {
                VerifiedBytes = stream.Position;
                pending.Clear();
            }
        }
    }

    private bool EndBatch(ReadOnlySpan<byte> content, List<(byte[] Leaf, long Offset)> pending, long offset)
    {
        foreach (var (leaf, _) in pending)
        {
            Tree.Append(leaf);
        }

        var first = Size;
        var size = Size + pending.Count;
        var noteBytes = content[LogFormat.HashLength..];
        var note = Encoding.UTF8.GetString(noteBytes);
        var readable = SignedCheckpoint.TryParse(note, out var checkpoint);
        string? problem =
            pending.Count == 0 ? "a checkpoint without entries" :
            !SHA256.HashData(noteBytes).AsSpan().SequenceEqual(content[..LogFormat.HashLength]) ? "the checkpoint does not match its own hash" :
            !readable ? "the checkpoint cannot be read" :
            !checkpoint!.Verify(_publicKey) ? "the checkpoint's signature is wrong" :
            checkpoint.Origin != Origin ? "the checkpoint belongs to another log" :
            checkpoint.Size != size ? $"the checkpoint covers {checkpoint.Size} entries, the file has {size}: entries were removed or inserted" :
            !checkpoint.Root.AsSpan().SequenceEqual(Tree.Root()) ? $"one of the entries {first} to {size - 1} is not the one that was signed" :
            null;
        if (problem is not null)
        {
            Damage = new LogDamage(first, problem, offset);
            return false;
        }

        Last = checkpoint;
        Size = size;
        Offsets.AddRange(pending.Select(p => p.Offset));
        HeadFound |= note == _headNote;
        return true;
    }

    private bool ReadHeader(FileStream stream)
    {
        var start = new byte[Math.Min(_limit, 1024)];
        stream.ReadExactly(start);
        var end = start.AsSpan().IndexOf("\n\n"u8);
        if (end < 0)
        {
            return false;
        }

        var lines = Encoding.UTF8.GetString(start.AsSpan(0, end)).Split('\n');
        if (lines.Length != 3 || !LogFormat.Header(lines[1], _publicKey).AsSpan().SequenceEqual(start.AsSpan(0, end + 2)))
        {
            return false;
        }

        Origin = lines[1];
        VerifiedBytes = stream.Position = end + 2;
        return true;
    }

    private static bool IsPlausible(byte mark, int length) => mark switch
    {
        LogFormat.EntryMark => length is >= LogFormat.EntryOverhead and <= LogFormat.EntryOverhead + LogFormat.MaxPayload,
        LogFormat.BatchMark => length is > LogFormat.HashLength and <= LogFormat.HashLength + LogFormat.MaxNote,
        _ => false,
    };

    private bool OnlyZeros(FileStream stream)
    {
        var buffer = new byte[1 << 14];
        int read;
        while ((read = Read(stream, buffer)) > 0)
        {
            if (buffer.AsSpan(0, read).ContainsAnyExcept((byte)0))
            {
                return false;
            }
        }

        return true;
    }

    private int Read(FileStream stream, Span<byte> destination)
    {
        var wanted = (int)Math.Min(destination.Length, _limit - stream.Position);
        return stream.ReadAtLeast(destination[..wanted], wanted, throwOnEndOfStream: false);
    }

    /// <summary>
    /// A write that was interrupted lacks its end, and the end is the checkpoint. So when an intact checkpoint follows, this was a finished
    /// append that somebody has spoiled.
    /// </summary>
    private bool FindsLaterNote(FileStream stream)
    {
        var start = Encoding.UTF8.GetBytes(Origin + "\n");
        var window = new byte[1 << 20];
        for (var at = VerifiedBytes; at < _limit; at += window.Length - LogFormat.MaxNote)
        {
            stream.Position = at;
            var read = Read(stream, window);
            for (var from = 0; from < read;)
            {
                var found = window.AsSpan(from, read - from).IndexOf(start);
                if (found < 0)
                {
                    break;
                }

                if (IsLaterNote(window.AsSpan(from + found, read - from - found)))
                {
                    return true;
                }

                from += found + 1;
            }
        }

        return false;
    }

    private bool IsLaterNote(ReadOnlySpan<byte> bytes)
    {
        var blank = bytes.IndexOf("\n\n"u8);
        var end = blank < 0 ? -1 : bytes[(blank + 2)..].IndexOf((byte)'\n');
        return end >= 0
            && SignedCheckpoint.TryParse(Encoding.UTF8.GetString(bytes[..(blank + 2 + end + 1)]), out var checkpoint)
            && checkpoint.Size > Size
            && checkpoint.Verify(_publicKey);
    }
}
