// HPKE key schedule, encryption context and export: RFC 9180 sections 4 (labelled HKDF), 5.1 (base mode), 5.2, 5.3.
// Security: IND-CCA2 of the KEM and the AEAD; a context encrypts at most 2^63 messages, each with its own nonce.
// Cost: six HMAC-sized hashes for the schedule, one AEAD operation a message.
using System.Buffers.Binary;
using System.Security.Cryptography;
using FedExchange.Crypto.Memory;

namespace FedExchange.Crypto.PublicKey;

/// <summary>One direction of an HPKE exchange: key, base nonce, exporter secret and the count of messages.</summary>
internal sealed class HpkeContext : IDisposable
{
    private const byte BaseMode = 0x00;
    private const int HashLength = SecurityParameters.HashLength;
    private const int LongestExport = 255 * HashLength;

    private readonly HpkeSuite suite;
    private readonly SecretBuffer key;
    private readonly SecretBuffer exporterSecret;
    private readonly byte[] baseNonce;
    private long sequence;

    private HpkeContext(HpkeSuite suite, SecretBuffer key, SecretBuffer exporterSecret, byte[] baseNonce)
    {
        this.suite = suite;
        this.key = key;
        this.exporterSecret = exporterSecret;
        this.baseNonce = baseNonce;
    }

    internal ReadOnlySpan<byte> Key => key.Span;

    internal ReadOnlySpan<byte> BaseNonce => baseNonce;

    internal ReadOnlySpan<byte> ExporterSecret => exporterSecret.Span;

    /// <summary>KeySchedule of section 5.1 in base mode: no pre-shared key, so psk and psk_id are empty.</summary>
    public static HpkeContext Create(HpkeSuite suite, ReadOnlySpan<byte> sharedSecret, ReadOnlySpan<byte> info)
    {
        // 1. key_schedule_context = mode ‖ psk_id_hash ‖ info_hash
        Span<byte> context = stackalloc byte[1 + (2 * HashLength)];
        context[0] = BaseMode;
        LabeledExtract(suite, [], "psk_id_hash"u8, [], context.Slice(1, HashLength));
        LabeledExtract(suite, [], "info_hash"u8, info, context[(1 + HashLength)..]);

        // 2. secret = LabeledExtract(shared_secret, "secret", psk)
        Span<byte> secret = stackalloc byte[HashLength];
        LabeledExtract(suite, sharedSecret, "secret"u8, [], secret);

        // 3. key, base_nonce, exporter_secret
        Span<byte> key = stackalloc byte[suite.KeyLength];
        Span<byte> exporter = stackalloc byte[HashLength];
        var baseNonce = new byte[HpkeSuite.NonceLength];
        LabeledExpand(suite, secret, "key"u8, context, key);
        LabeledExpand(suite, secret, "base_nonce"u8, context, baseNonce);
        LabeledExpand(suite, secret, "exp"u8, context, exporter);
        var created = new HpkeContext(suite, new SecretBuffer(key), new SecretBuffer(exporter), baseNonce);
        CryptographicOperations.ZeroMemory(secret);
        CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(exporter);
        return created;
    }

    /// <summary>Section 5.2, Seal. The count goes up before the nonce is used, so no two calls share one.</summary>
    public byte[] Seal(ReadOnlySpan<byte> aad, ReadOnlySpan<byte> plaintext)
    {
        Span<byte> nonce = stackalloc byte[HpkeSuite.NonceLength];
        ComputeNonce(Interlocked.Increment(ref sequence) - 1, nonce);
        return suite.Seal(key.Span, nonce, aad, plaintext);
    }

    /// <summary>Section 5.2, Open. The count goes up only when a message opens.</summary>
    public byte[] Open(ReadOnlySpan<byte> aad, ReadOnlySpan<byte> ciphertext)
    {
        lock (baseNonce)
        {
            Span<byte> nonce = stackalloc byte[HpkeSuite.NonceLength];
            ComputeNonce(sequence, nonce);
            var plaintext = suite.Open(key.Span, nonce, aad, ciphertext);
            sequence++;
            return plaintext;
        }
    }

    /// <summary>Section 5.3, Export.</summary>
    public byte[] Export(ReadOnlySpan<byte> exporterContext, int length)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, LongestExport);
        var exported = new byte[length];
        LabeledExpand(suite, exporterSecret.Span, "sec"u8, exporterContext, exported);
        return exported;
    }

    public void Dispose()
    {
        key.Dispose();
        exporterSecret.Dispose();
        CryptographicOperations.ZeroMemory(baseNonce);
    }

    // LabeledExtract(salt, label, ikm) = Extract(salt, "HPKE-v1" ‖ suite_id ‖ label ‖ ikm)
    private static void LabeledExtract(HpkeSuite suite, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> label, ReadOnlySpan<byte> ikm, Span<byte> destination)
    {
        byte[] labelled = [.. "HPKE-v1"u8, .. suite.Id, .. label, .. ikm];
        HKDF.Extract(HashAlgorithmName.SHA256, labelled, salt, destination);
    }

    // LabeledExpand(prk, label, info, L) = Expand(prk, I2OSP(L, 2) ‖ "HPKE-v1" ‖ suite_id ‖ label ‖ info, L)
    private static void LabeledExpand(HpkeSuite suite, ReadOnlySpan<byte> prk, ReadOnlySpan<byte> label, ReadOnlySpan<byte> info, Span<byte> destination)
    {
        Span<byte> length = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)destination.Length);
        byte[] labelled = [.. length, .. "HPKE-v1"u8, .. suite.Id, .. label, .. info];
        HKDF.Expand(HashAlgorithmName.SHA256, prk, destination, labelled);
    }

    private void ComputeNonce(long message, Span<byte> nonce)
    {
        if (message < 0)
        {
            throw new InvalidOperationException("This HPKE context has encrypted all the messages it may; set up a new one.");
        }

        baseNonce.CopyTo(nonce);
        var tail = nonce[^sizeof(long)..];
        BinaryPrimitives.WriteInt64BigEndian(tail, BinaryPrimitives.ReadInt64BigEndian(tail) ^ message);
    }
}
