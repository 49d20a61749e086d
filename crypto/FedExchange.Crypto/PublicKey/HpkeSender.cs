namespace FedExchange.Crypto.PublicKey;

/// <summary>The sending end of an HPKE exchange (RFC 9180, section 5.2). Messages must be opened in the order they were sealed.</summary>
public sealed class HpkeSender : IDisposable
{
    private readonly byte[] encapsulatedKey;
    private readonly HpkeContext context;

    internal HpkeSender(byte[] encapsulatedKey, HpkeContext context)
    {
        this.encapsulatedKey = encapsulatedKey;
        this.context = context;
    }

    /// <summary>What the recipient needs besides its key, 1120 bytes; not secret. A fresh copy.</summary>
    public byte[] EncapsulatedKey => encapsulatedKey.ToArray();

    /// <summary>Seals the next message.</summary>
    /// <param name="aad">Bound to the message but not sent with it; the recipient must use the same.</param>
    /// <param name="plaintext">The message.</param>
    /// <returns>The sealed message, 16 bytes longer.</returns>
    public byte[] Seal(ReadOnlySpan<byte> aad, ReadOnlySpan<byte> plaintext) => context.Seal(aad, plaintext);

    /// <summary>Derives a secret that both ends share (RFC 9180, section 5.3).</summary>
    /// <param name="exporterContext">What the secret is for.</param>
    /// <param name="length">1 to 8160 bytes.</param>
    /// <returns>The secret.</returns>
    public byte[] Export(ReadOnlySpan<byte> exporterContext, int length) => context.Export(exporterContext, length);

    /// <summary>Erases the keys.</summary>
    public void Dispose() => context.Dispose();
}
