namespace FedExchange.Crypto.PublicKey;

/// <summary>A sealed request: what to send, and how to open the reply.</summary>
public sealed class SealedRequest
{
    private readonly byte[] encapsulatedKey;
    private readonly byte[] ciphertext;

    internal SealedRequest(byte[] encapsulatedKey, byte[] ciphertext, ReplyOpener opener)
    {
        this.encapsulatedKey = encapsulatedKey;
        this.ciphertext = ciphertext;
        Opener = opener;
    }

    /// <summary>To be sent, 1120 bytes; not secret.</summary>
    public byte[] EncapsulatedKey => encapsulatedKey;

    /// <summary>To be sent: the sealed request, 16 bytes longer than the request.</summary>
    public byte[] Ciphertext => ciphertext;

    /// <summary>To be kept: opens the reply.</summary>
    public ReplyOpener Opener { get; }

    /// <summary>Takes the request apart.</summary>
    /// <param name="encapsulatedKey">See <see cref="EncapsulatedKey"/>.</param>
    /// <param name="ciphertext">See <see cref="Ciphertext"/>.</param>
    /// <param name="opener">See <see cref="Opener"/>.</param>
    public void Deconstruct(out byte[] encapsulatedKey, out byte[] ciphertext, out ReplyOpener opener) =>
        (encapsulatedKey, ciphertext, opener) = (EncapsulatedKey, Ciphertext, Opener);
}
