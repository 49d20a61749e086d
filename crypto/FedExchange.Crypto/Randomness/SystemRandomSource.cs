using System.Security.Cryptography;

namespace FedExchange.Crypto.Randomness;

/// <summary>
/// The operating system's cryptographic random generator. Safe for use by several threads.
/// </summary>
/// <remarks>
/// A call for 16 bytes costs about a microsecond however few they are, so each thread draws 1 KiB at a time and hands
/// it out in pieces; a piece is erased from the buffer as it is handed out, so that it cannot be read there later.
/// </remarks>
public sealed class SystemRandomSource : IRandomSource
{
    private const int BufferLength = 1024;
    private const int LargestBuffered = 128;

    [ThreadStatic]
    private static byte[]? buffer;

    [ThreadStatic]
    private static int used;

    private SystemRandomSource()
    {
    }

    /// <summary>The one instance.</summary>
    public static SystemRandomSource Instance { get; } = new();

    /// <inheritdoc />
    public void Fill(Span<byte> destination)
    {
        if (destination.Length > LargestBuffered)
        {
            RandomNumberGenerator.Fill(destination);
            return;
        }

        if (buffer is null || BufferLength - used < destination.Length)
        {
            buffer ??= new byte[BufferLength];
            RandomNumberGenerator.Fill(buffer);
            used = 0;
        }

        var piece = buffer.AsSpan(used, destination.Length);
        piece.CopyTo(destination);
        CryptographicOperations.ZeroMemory(piece);
        used += destination.Length;
    }
}
