using System.Buffers.Binary;

namespace FedExchange.Governance.Audit;

/// <summary>Reads a log's entries without opening it for writing; also while a node is running. Checks nothing: <see cref="AuditVerifier"/> does.</summary>
public static class AuditReader
{
    /// <summary>Entries in the order of the log, up to the first that is not complete.</summary>
    /// <param name="directory">The log's folder.</param>
    /// <exception cref="FileNotFoundException">There is no log.</exception>
    public static IEnumerable<AuditEntry> Read(string directory)
    {
        ArgumentNullException.ThrowIfNull(directory);
        using var stream = new FileStream(
            Path.Combine(directory, LogFormat.LogFile), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1 << 16, FileOptions.SequentialScan);
        SkipHeader(stream);
        var head = new byte[LogFormat.FrameHeader];
        for (long index = 0; stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length;)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(1));
            if (length is < 0 or > LogFormat.EntryOverhead + LogFormat.MaxPayload)
            {
                yield break;
            }

            var body = new byte[length];
            if (stream.ReadAtLeast(body, length, throwOnEndOfStream: false) < length)
            {
                yield break;
            }

            if (head[0] == LogFormat.EntryMark && length >= LogFormat.EntryOverhead
                && AuditEntry.TryParse(index++, body.AsMemory(LogFormat.EntryOverhead), out var entry))
            {
                yield return entry;
            }
        }
    }

    private static void SkipHeader(FileStream stream)
    {
        for (int previous = 0, now; (now = stream.ReadByte()) >= 0; previous = now)
        {
            if (previous == '\n' && now == '\n')
            {
                return;
            }
        }
    }
}
