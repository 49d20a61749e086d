using System.Security.Cryptography;
using FedExchange.Crypto.Randomness;

namespace FedExchange.Crypto.PublicKey;

/// <summary>Seals the reply to one request, once.</summary>
public sealed class ReplySealer
{
    private readonly byte[] encapsulatedKey;
    private byte[]? secret;

    internal ReplySealer(ReadOnlySpan<byte> encapsulatedKey, byte[] secret)
    {
        this.encapsulatedKey = encapsulatedKey.ToArray();
        this.secret = secret;
    }

    /// <summary>Seals the reply, with the system's randomness.</summary>
    /// <param name="plaintext">The reply; pad it first where its length says something.</param>
    /// <returns>The sealed reply: a nonce of 32 bytes, ciphertext, tag.</returns>
    /// <exception cref="InvalidOperationException">A reply has been sealed already.</exception>
    public byte[] Seal(ReadOnlySpan<byte> plaintext) => Seal(plaintext, SystemRandomSource.Instance);

    /// <summary>Seals the reply.</summary>
    /// <param name="plaintext">The reply; pad it first where its length says something.</param>
    /// <param name="random">Fresh randomness for the nonce.</param>
    /// <returns>The sealed reply: a nonce of 32 bytes, ciphertext, tag.</returns>
    /// <exception cref="InvalidOperationException">A reply has been sealed already.</exception>
    public byte[] Seal(ReadOnlySpan<byte> plaintext, IRandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        var once = Interlocked.Exchange(ref secret, null)
            ?? throw new InvalidOperationException("The reply to this request has been sealed already; a request has one reply.");
        Span<byte> responseNonce = stackalloc byte[ReplyKey.Length];
        random.Fill(responseNonce);
        using var key = new ReplyKey(encapsulatedKey, responseNonce, once);
        CryptographicOperations.ZeroMemory(once);
        return [.. responseNonce, .. key.Seal(plaintext)];
    }

    /// <summary>Kind; never the secret.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => "ReplySealer";
}
