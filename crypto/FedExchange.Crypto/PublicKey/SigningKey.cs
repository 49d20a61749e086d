// ES256: ECDSA on P-256 with SHA-256 (FIPS 186-5 section 6; RFC 7518 section 3.4), by the system's library.
// Security: 128 bits, classical. Cost: about 25 µs a signature.
using System.Security.Cryptography;
using FedExchange.Crypto.Memory;

namespace FedExchange.Crypto.PublicKey;

/// <summary>A private ES256 key. Safe for use by several threads.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly SecretBuffer pkcs8;
    private readonly EcdsaHandles handles;

    private SigningKey(ECDsa key)
    {
        var exported = key.ExportPkcs8PrivateKey();
        pkcs8 = new SecretBuffer(exported);
        CryptographicOperations.ZeroMemory(exported);
        VerifyingKey = VerifyingKey.FromSpki(key.ExportSubjectPublicKeyInfo());
        handles = new EcdsaHandles(OpenHandle);
        handles.GiveBack(key);
    }

    /// <summary>The public half.</summary>
    public VerifyingKey VerifyingKey { get; }

    /// <summary>The public half as SubjectPublicKeyInfo, DER (RFC 5280, section 4.1). A fresh copy.</summary>
    public byte[] PublicKey => VerifyingKey.Spki;

    /// <summary>Makes a new key from the system's randomness.</summary>
    /// <returns>The key; the caller disposes of it.</returns>
    public static SigningKey Create() => new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

    /// <summary>Reads a key.</summary>
    /// <param name="pkcs8">PrivateKeyInfo, DER (RFC 5208), unencrypted.</param>
    /// <returns>The key; the caller disposes of it.</returns>
    /// <exception cref="CryptographicException">Not such a key, or not on P-256.</exception>
    public static SigningKey FromPkcs8(ReadOnlySpan<byte> pkcs8)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportPkcs8PrivateKey(pkcs8, out var read);
            if (read != pkcs8.Length || !EcdsaHandles.IsP256(key))
            {
                throw new CryptographicException("A signing key is one P-256 private key in PKCS #8 form, with nothing after it.");
            }

            return new SigningKey(key);
        }
        catch (Exception e)
        {
            key.Dispose();
            if (e is PlatformNotSupportedException)
            {
                throw new CryptographicException("A signing key must be on the curve P-256.", e); // a curve unknown to the system
            }

            throw;
        }
    }

    /// <summary>Writes the key as PrivateKeyInfo, DER (RFC 5208), unencrypted. The caller keeps it secret and erases it.</summary>
    /// <returns>The encoded private key.</returns>
    public byte[] ExportPkcs8() => pkcs8.Span.ToArray();

    /// <summary>Signs data.</summary>
    /// <param name="data">Any length; hashed with SHA-256.</param>
    /// <returns>64 bytes: r and s, 32 bytes each, big-endian (IEEE P1363).</returns>
    /// <exception cref="ObjectDisposedException">The key has been disposed of.</exception>
    public byte[] Sign(ReadOnlySpan<byte> data)
    {
        var handle = handles.Borrow();
        try
        {
            var signature = new byte[SecurityParameters.SignatureLength];
            var complete = handle.TrySignData(data, signature, HashAlgorithmName.SHA256, out var written);
            return complete && written == signature.Length
                ? signature
                : throw new CryptographicException("The system's ECDSA gave no 64-byte signature.");
        }
        finally
        {
            handles.GiveBack(handle);
        }
    }

    /// <summary>Erases the key.</summary>
    public void Dispose()
    {
        handles.Close();
        pkcs8.Dispose();
    }

    /// <summary>Kind and public fingerprint; never the secret.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => $"SigningKey(ES256, {VerifyingKey.Fingerprint})";

    private ECDsa OpenHandle()
    {
        var handle = ECDsa.Create();
        handle.ImportPkcs8PrivateKey(pkcs8.Span, out _);
        return handle;
    }
}
