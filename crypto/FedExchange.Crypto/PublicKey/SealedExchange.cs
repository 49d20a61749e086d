// A sealed request and its sealed reply over one HPKE context: RFC 9180 section 9.8 (bidirectional encryption), in the
// way of RFC 9458 section 4.4: the reply's key comes from the context's export, the encapsulated key and a fresh nonce.
// Security: that of HPKE; a reply opens only for the request that it answers. Several replies to one request have
// different nonces and so different keys. Cost: one HPKE set-up an end, three HMAC and one AEAD operation for the reply.
using System.Security.Cryptography;
using FedExchange.Crypto.Randomness;

namespace FedExchange.Crypto.PublicKey;

/// <summary>One request to the holder of a <see cref="SealKey"/>, and the reply to it.</summary>
public static class SealedExchange
{
    /// <summary>Seals a request.</summary>
    /// <param name="recipientPublicKey">The recipient's <see cref="SealKey.PublicKey"/>, 1216 bytes, from the directory.</param>
    /// <param name="info">What the exchange is for; both ends use the same.</param>
    /// <param name="aad">Bound to the request but not sent with it; both ends use the same.</param>
    /// <param name="plaintext">The request; pad it first where its length says something.</param>
    /// <param name="random">Fresh randomness.</param>
    /// <returns>What to send, and the opener of the reply.</returns>
    /// <exception cref="CryptographicException">Not such a public key.</exception>
    public static SealedRequest SealRequest(
        ReadOnlySpan<byte> recipientPublicKey,
        ReadOnlySpan<byte> info,
        ReadOnlySpan<byte> aad,
        ReadOnlySpan<byte> plaintext,
        IRandomSource random)
    {
        using var sender = Hpke.SetupSender(recipientPublicKey, info, random);
        var ciphertext = sender.Seal(aad, plaintext);
        var encapsulatedKey = sender.EncapsulatedKey;
        var opener = new ReplyOpener(encapsulatedKey, sender.Export(DomainSeparation.SealedReply, ReplyKey.Length));
        return new SealedRequest(encapsulatedKey, ciphertext, opener);
    }

    /// <summary>Opens a request.</summary>
    /// <param name="key">The recipient's key.</param>
    /// <param name="encapsulatedKey">What came with the request, 1120 bytes.</param>
    /// <param name="info">The same as the sender's.</param>
    /// <param name="aad">The same as the sender's.</param>
    /// <param name="ciphertext">The sealed request.</param>
    /// <returns>The request, and the sealer of the reply.</returns>
    /// <exception cref="CryptographicException">Sealed to another key, for another purpose, with another aad, or damaged.</exception>
    public static OpenedRequest OpenRequest(
        SealKey key,
        ReadOnlySpan<byte> encapsulatedKey,
        ReadOnlySpan<byte> info,
        ReadOnlySpan<byte> aad,
        ReadOnlySpan<byte> ciphertext)
    {
        using var recipient = Hpke.SetupRecipient(key, encapsulatedKey, info);
        var plaintext = recipient.Open(aad, ciphertext);
        return new OpenedRequest(plaintext, new ReplySealer(encapsulatedKey, recipient.Export(DomainSeparation.SealedReply, ReplyKey.Length)));
    }
}
