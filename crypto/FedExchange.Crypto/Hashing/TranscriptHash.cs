// Transcript hash: SHA-256 (FIPS 180-4) over label and items, each behind its length, so that no two different
// sequences of items give the same input.
// Security: collision resistance of SHA-256 (128 bits). Cost: one SHA-256 over the items plus 8 bytes each.
using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FedExchange.Crypto.Hashing;

/// <summary>
/// Hashes a sequence of items under a label. Items are length-prefixed (8 bytes, big-endian), so ("ab", "c") and
/// ("a", "bc") differ. For one use by one thread.
/// </summary>
public sealed class TranscriptHash
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private byte[]? buffer = ArrayPool<byte>.Shared.Rent(512);
    private int length;

    /// <summary>Starts a transcript.</summary>
    /// <param name="label">What the hash is for; one of <see cref="DomainSeparation"/>.</param>
    public TranscriptHash(ReadOnlySpan<byte> label) => Add(label);

    /// <summary>Appends bytes.</summary>
    /// <param name="item">Any length, also zero.</param>
    /// <returns>This transcript.</returns>
    /// <exception cref="InvalidOperationException">The transcript is finished.</exception>
    public TranscriptHash Add(ReadOnlySpan<byte> item)
    {
        var destination = Reserve(item.Length);
        item.CopyTo(destination);
        return this;
    }

    /// <summary>Appends a text as UTF-8.</summary>
    /// <param name="item">Any text.</param>
    /// <returns>This transcript.</returns>
    /// <exception cref="EncoderFallbackException">The text is not valid Unicode, so it has no unambiguous encoding.</exception>
    /// <exception cref="InvalidOperationException">The transcript is finished.</exception>
    public TranscriptHash Add(string item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var destination = Reserve(StrictUtf8.GetByteCount(item));
        StrictUtf8.GetBytes(item, destination);
        return this;
    }

    /// <summary>Appends an integer as 8 bytes, big-endian.</summary>
    /// <param name="item">Any value.</param>
    /// <returns>This transcript.</returns>
    /// <exception cref="InvalidOperationException">The transcript is finished.</exception>
    public TranscriptHash Add(long item)
    {
        BinaryPrimitives.WriteInt64BigEndian(Reserve(sizeof(long)), item);
        return this;
    }

    /// <summary>Ends the transcript.</summary>
    /// <returns>The hash, 32 bytes.</returns>
    /// <exception cref="InvalidOperationException">The transcript is finished already.</exception>
    public byte[] Finish()
    {
        var content = Open();
        var hash = SHA256.HashData(content.AsSpan(0, length));
        Release(content);
        buffer = null;
        return hash;
    }

    private Span<byte> Reserve(int itemLength)
    {
        var content = Open();
        var needed = checked(length + sizeof(long) + itemLength);
        if (needed > content.Length)
        {
            content = Grow(content, needed);
        }

        BinaryPrimitives.WriteInt64BigEndian(content.AsSpan(length), itemLength);
        var item = content.AsSpan(length + sizeof(long), itemLength);
        length = needed;
        return item;
    }

    private byte[] Grow(byte[] content, int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, content.Length * 2));
        content.AsSpan(0, length).CopyTo(larger);
        Release(content);
        buffer = larger;
        return larger;
    }

    private byte[] Open() => buffer ?? throw new InvalidOperationException("The transcript is finished; start a new one.");

    private void Release(byte[] content)
    {
        CryptographicOperations.ZeroMemory(content.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(content);
    }
}
