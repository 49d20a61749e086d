using System.Security.Cryptography;

namespace FedExchange.Crypto.PublicKey;

/// <summary>
/// Opens the reply to one request. A reply that does not open spends nothing: the right one may still come. When a
/// request was sent again, every answer to it opens.
/// </summary>
public sealed class ReplyOpener
{
    private readonly byte[] encapsulatedKey;
    private readonly byte[] secret;

    internal ReplyOpener(byte[] encapsulatedKey, byte[] secret)
    {
        this.encapsulatedKey = encapsulatedKey;
        this.secret = secret;
    }

    /// <summary>Opens the reply.</summary>
    /// <param name="ciphertext">The sealed reply.</param>
    /// <returns>The reply.</returns>
    /// <exception cref="CryptographicException">Not the reply to this request, or damaged.</exception>
    public byte[] Open(ReadOnlySpan<byte> ciphertext)
    {
        if (ciphertext.Length < ReplyKey.Length + HpkeSuite.TagLength)
        {
            throw new CryptographicException("The sealed reply is shorter than its nonce and authentication tag.");
        }

        using var key = new ReplyKey(encapsulatedKey, ciphertext[..ReplyKey.Length], secret);
        return key.Open(ciphertext[ReplyKey.Length..]);
    }

    /// <summary>Kind; never the secret.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => "ReplyOpener";
}
