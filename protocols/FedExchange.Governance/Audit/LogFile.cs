using System.Buffers.Binary;
using Microsoft.Win32.SafeHandles;

namespace FedExchange.Governance.Audit;

/// <summary>Reads single frames of <c>entries.log</c>.</summary>
internal static class LogFile
{
    public static (byte[] Salt, byte[] Payload) ReadFrame(SafeFileHandle file, long offset, long index)
    {
        Span<byte> head = stackalloc byte[LogFormat.FrameHeader];
        if (RandomAccess.Read(file, head, offset) == head.Length && head[0] == LogFormat.EntryMark)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(head[1..]);
            if (length is >= LogFormat.EntryOverhead and <= LogFormat.EntryOverhead + LogFormat.MaxPayload)
            {
                var body = new byte[length];
                if (RandomAccess.Read(file, body, offset + LogFormat.FrameHeader) == length)
                {
                    return (body[..LogFormat.SaltLength], body[LogFormat.EntryOverhead..]);
                }
            }
        }

        throw new AuditLogException(AuditLogException.Damaged, $"Entry {index} of the audit log has changed on the disk since it was written; run 'fedx audit verify'.");
    }
}
