using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FedExchange.Crypto.Merkle;

namespace FedExchange.Governance.Audit;

/// <summary>
/// The form of <c>entries.log</c>. A text header (form, origin, public key), then batches; a batch is one or more entry frames and a
/// signed checkpoint over everything so far:
/// <code>
/// 'E' | length u32 | salt 16 | leaf 32 | payload          leaf = LeafHash(SHA-256(salt || payload)), RFC 6962
/// 'B' | length u32 | SHA-256 of the note 32 | note        C2SP signed checkpoint
/// </code>
/// Each byte is covered: salt and payload by the leaf, the leaves by the note's root, the note by signature and hash (the hash also
/// catches changes that base64 does not notice), the lengths because a wrong one moves all that follows.
/// </summary>
internal static class LogFormat
{
    public const int SaltLength = 16;
    public const int HashLength = 32;
    public const int FrameHeader = 5;
    public const int EntryOverhead = SaltLength + HashLength;
    public const int MaxPayload = 8 << 20;
    public const int MaxNote = 4096;
    public const byte EntryMark = (byte)'E';
    public const byte BatchMark = (byte)'B';
    public const string LogFile = "entries.log";
    public const string HeadFile = "checkpoint";
    public const string LockFile = "lock";

    public static byte[] Header(string origin, ReadOnlySpan<byte> publicKey) =>
        Encoding.UTF8.GetBytes($"fedexchange audit log 1\n{origin}\n{Convert.ToBase64String(publicKey)}\n\n");

    public static byte[] Leaf(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> payload)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(salt);
        hash.AppendData(payload);
        Span<byte> commitment = stackalloc byte[HashLength];
        hash.GetHashAndReset(commitment);
        return MerkleTree.LeafHash(commitment);
    }

    public static void WriteEntry(IBufferWriter<byte> buffer, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> leaf, ReadOnlySpan<byte> payload)
    {
        WriteFrameHeader(buffer, EntryMark, EntryOverhead + payload.Length);
        buffer.Write(salt);
        buffer.Write(leaf);
        buffer.Write(payload);
    }

    public static void WriteBatchEnd(IBufferWriter<byte> buffer, string note)
    {
        var bytes = Encoding.UTF8.GetBytes(note);
        WriteFrameHeader(buffer, BatchMark, HashLength + bytes.Length);
        buffer.Write(SHA256.HashData(bytes));
        buffer.Write(bytes);
    }

    private static void WriteFrameHeader(IBufferWriter<byte> buffer, byte mark, int length)
    {
        var span = buffer.GetSpan(FrameHeader);
        span[0] = mark;
        BinaryPrimitives.WriteInt32LittleEndian(span[1..], length);
        buffer.Advance(FrameHeader);
    }
}
