// Hybrid public key encryption, base mode: RFC 9180 section 5.1.1 with KEM 0x647a X-Wing (X25519 and ML-KEM-768,
// draft-connolly-cfrg-xwing-kem section 5.8), KDF 0x0001 HKDF-SHA256, AEAD 0x0002 AES-256-GCM.
// Security: IND-CCA2 while either X25519 or ML-KEM-768 stands, so what is recorded today stays closed to a quantum
// computer. The sender is not authenticated: sign what is sealed. No forward secrecy against loss of the recipient's key.
// Cost: see XWing; the rest is about 10 µs and the AEAD.
using System.Security.Cryptography;
using FedExchange.Crypto.Randomness;

namespace FedExchange.Crypto.PublicKey;

/// <summary>Seals messages to the holder of a <see cref="SealKey"/>.</summary>
public static class Hpke
{
    /// <summary>Starts sealing to a recipient.</summary>
    /// <param name="recipientPublicKey">Its <see cref="SealKey.PublicKey"/>, 1216 bytes, from the directory.</param>
    /// <param name="info">What the messages are for; the recipient must use the same.</param>
    /// <param name="random">Fresh randomness; never replayed for two recipients or two set-ups.</param>
    /// <returns>The sending end; the caller disposes of it.</returns>
    /// <exception cref="CryptographicException">Not such a public key.</exception>
    public static HpkeSender SetupSender(ReadOnlySpan<byte> recipientPublicKey, ReadOnlySpan<byte> info, IRandomSource random)
    {
        ArgumentNullException.ThrowIfNull(random);
        Span<byte> sharedSecret = stackalloc byte[XWing.SharedSecretLength];
        var encapsulatedKey = XWing.Encapsulate(recipientPublicKey, random, sharedSecret);
        var context = HpkeContext.Create(HpkeSuite.XWing, sharedSecret, info);
        CryptographicOperations.ZeroMemory(sharedSecret);
        return new HpkeSender(encapsulatedKey, context);
    }

    /// <summary>Starts opening what a sender sealed.</summary>
    /// <param name="key">The recipient's key.</param>
    /// <param name="encapsulatedKey">What came with the message, 1120 bytes.</param>
    /// <param name="info">The same as the sender's.</param>
    /// <returns>The receiving end; the caller disposes of it. A damaged encapsulated key shows when a message is opened.</returns>
    /// <exception cref="CryptographicException">Not 1120 bytes.</exception>
    public static HpkeRecipient SetupRecipient(SealKey key, ReadOnlySpan<byte> encapsulatedKey, ReadOnlySpan<byte> info)
    {
        ArgumentNullException.ThrowIfNull(key);
        Span<byte> sharedSecret = stackalloc byte[XWing.SharedSecretLength];
        key.Decapsulate(encapsulatedKey, sharedSecret);
        var context = HpkeContext.Create(HpkeSuite.XWing, sharedSecret, info);
        CryptographicOperations.ZeroMemory(sharedSecret);
        return new HpkeRecipient(context);
    }
}
