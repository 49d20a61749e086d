using System.Security.Cryptography;
using FedExchange.Crypto.Randomness;

namespace FedExchange.Crypto.Memory;

/// <summary>
/// Secret bytes that do not print, are not moved about by the garbage collector (which would leave copies), and are
/// erased on disposal.
/// </summary>
public sealed class SecretBuffer : IDisposable
{
    private readonly byte[] bytes;
    private bool disposed;

    /// <summary>Copies a secret. The caller erases its own copy.</summary>
    /// <param name="secret">Any length.</param>
    public SecretBuffer(ReadOnlySpan<byte> secret)
    {
        bytes = GC.AllocateUninitializedArray<byte>(secret.Length, pinned: true);
        secret.CopyTo(bytes);
    }

    private SecretBuffer(byte[] pinned) => bytes = pinned;

    /// <summary>The secret.</summary>
    /// <exception cref="ObjectDisposedException">The secret has been erased.</exception>
    public ReadOnlySpan<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return bytes;
        }
    }

    /// <summary>Length in bytes; known also after disposal.</summary>
    public int Length => bytes.Length;

    /// <summary>Draws a fresh secret.</summary>
    /// <param name="length">Length in bytes, not negative.</param>
    /// <param name="random">Where the bytes come from.</param>
    /// <returns>The secret; the caller disposes of it.</returns>
    public static SecretBuffer Random(int length, IRandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var pinned = GC.AllocateUninitializedArray<byte>(length, pinned: true);
        random.Fill(pinned);
        return new SecretBuffer(pinned);
    }

    /// <summary>Compares with other secret bytes in time that depends on the lengths only.</summary>
    /// <param name="other">The bytes to compare with.</param>
    /// <returns>True when length and content agree.</returns>
    public bool FixedTimeEquals(ReadOnlySpan<byte> other) => CryptographicOperations.FixedTimeEquals(Span, other);

    /// <summary>Erases the secret.</summary>
    public void Dispose()
    {
        disposed = true;
        CryptographicOperations.ZeroMemory(bytes);
    }

    /// <summary>Kind and length; never the secret.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => $"SecretBuffer({bytes.Length} bytes)";
}
