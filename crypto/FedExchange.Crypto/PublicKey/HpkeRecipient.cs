using System.Security.Cryptography;

namespace FedExchange.Crypto.PublicKey;

/// <summary>The receiving end of an HPKE exchange (RFC 9180, section 5.2).</summary>
public sealed class HpkeRecipient : IDisposable
{
    private readonly HpkeContext context;

    internal HpkeRecipient(HpkeContext context) => this.context = context;

    /// <summary>Opens the next message.</summary>
    /// <param name="aad">The same as the sender's.</param>
    /// <param name="ciphertext">The sealed message.</param>
    /// <returns>The message.</returns>
    /// <exception cref="CryptographicException">
    /// Sealed to another key, for another purpose, with another aad, out of order, or damaged. The next call tries the same place again.
    /// </exception>
    public byte[] Open(ReadOnlySpan<byte> aad, ReadOnlySpan<byte> ciphertext) => context.Open(aad, ciphertext);

    /// <summary>Derives a secret that both ends share (RFC 9180, section 5.3).</summary>
    /// <param name="exporterContext">What the secret is for.</param>
    /// <param name="length">1 to 8160 bytes.</param>
    /// <returns>The secret.</returns>
    public byte[] Export(ReadOnlySpan<byte> exporterContext, int length) => context.Export(exporterContext, length);

    /// <summary>Erases the keys.</summary>
    public void Dispose() => context.Dispose();
}
