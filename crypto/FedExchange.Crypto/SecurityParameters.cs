namespace FedExchange.Crypto;

/// <summary>Security levels and the sizes that follow from them: the only place where such numbers live.</summary>
public static class SecurityParameters
{
    /// <summary>Computational security level in bits: what an attacker with unlimited data must work through.</summary>
    public const int ComputationalBits = 128;

    /// <summary>Statistical security level in bits: a wrong or leaking run happens with probability at most 2^-80.</summary>
    public const int StatisticalBits = 80;

    /// <summary>Length of a hash value, in bytes (SHA-256).</summary>
    public const int HashLength = 32;

    /// <summary>Length of a symmetric secret, in bytes: a pair key, a seed, a one-time request id.</summary>
    public const int SecretLength = 32;

    /// <summary>Length of an ES256 signature in the fixed-width (IEEE P1363) form, in bytes.</summary>
    public const int SignatureLength = 64;

    /// <summary>Length of an X-Wing public key, in bytes: ML-KEM-768 (1184) and X25519 (32).</summary>
    public const int SealPublicKeyLength = 1216;

    /// <summary>Length of an X-Wing encapsulated key, in bytes: ML-KEM-768 (1088) and X25519 (32).</summary>
    public const int EncapsulatedKeyLength = 1120;

    /// <summary>Length of an Ed25519 public key, in bytes.</summary>
    public const int LogPublicKeyLength = 32;

    /// <summary>Length of the authentication tag that sealing adds, in bytes (AES-256-GCM).</summary>
    public const int SealTagLength = 16;

    /// <summary>Smallest padded message, in bytes; the ladder doubles from here.</summary>
    public const int PaddingFloor = 1024;

    /// <summary>Largest padded message, in bytes (64 MiB).</summary>
    public const int PaddingCeiling = 64 * 1024 * 1024;
}
