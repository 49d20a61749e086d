// ES256: ECDSA on P-256 with SHA-256 (FIPS 186-5 section 6; RFC 7518 section 3.4), by the system's library.
// Security: 128 bits, classical. Like all ECDSA it has two valid signatures for each (s and n - s): never identify a
// message by its signature. Cost: about 70 µs a check.
using System.Security.Cryptography;

namespace FedExchange.Crypto.PublicKey;

/// <summary>A public ES256 key. Safe for use by several threads.</summary>
public sealed class VerifyingKey
{
    private readonly byte[] spki;
    private readonly EcdsaHandles handles;

    private VerifyingKey(byte[] spki)
    {
        this.spki = spki;
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData(spki));
        handles = new EcdsaHandles(OpenHandle);
    }

    /// <summary>SubjectPublicKeyInfo, DER (RFC 5280, section 4.1). A fresh copy.</summary>
    public byte[] Spki => spki.ToArray();

    /// <summary>SHA-256 of <see cref="Spki"/>, 64 lower-case hexadecimal digits.</summary>
    public string Fingerprint { get; }

    /// <summary>Reads a key.</summary>
    /// <param name="spki">SubjectPublicKeyInfo, DER: named curve P-256, uncompressed point.</param>
    /// <returns>The key.</returns>
    /// <exception cref="CryptographicException">Not such a key, not on P-256, not on the curve, or not in its one canonical encoding.</exception>
    public static VerifyingKey FromSpki(ReadOnlySpan<byte> spki)
    {
        using var key = ECDsa.Create();
        try
        {
            key.ImportSubjectPublicKeyInfo(spki, out _);
        }
        catch (PlatformNotSupportedException e)
        {
            throw new CryptographicException("A verifying key must be on the curve P-256.", e); // a curve unknown to the system
        }

        if (!EcdsaHandles.IsP256(key) || !spki.SequenceEqual(key.ExportSubjectPublicKeyInfo()))
        {
            throw new CryptographicException("A verifying key is one P-256 public key (named curve, uncompressed point, DER), with nothing after it.");
        }

        return new VerifyingKey(spki.ToArray());
    }

    /// <summary>Checks a signature.</summary>
    /// <param name="data">What was signed.</param>
    /// <param name="signature">64 bytes, IEEE P1363; any other length is simply wrong.</param>
    /// <returns>True when the holder of the private half signed exactly this data.</returns>
    public bool Verify(ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SecurityParameters.SignatureLength)
        {
            return false;
        }

        var handle = handles.Borrow();
        try
        {
            return handle.VerifyData(data, signature, HashAlgorithmName.SHA256);
        }
        finally
        {
            handles.GiveBack(handle);
        }
    }

    /// <summary>Kind and fingerprint.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => $"VerifyingKey(ES256, {Fingerprint})";

    private ECDsa OpenHandle()
    {
        var handle = ECDsa.Create();
        handle.ImportSubjectPublicKeyInfo(spki, out _);
        return handle;
    }
}
