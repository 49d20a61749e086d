using System.Security.Cryptography;
using FedExchange.Crypto.PublicKey;

namespace FedExchange.Cli.Connections;

/// <summary>A node's private sign key in its folder.</summary>
internal static class SignKeyFile
{
    /// <summary>Reads it; the caller disposes of it.</summary>
    public static SigningKey Open(string folder)
    {
        using var key = ECDsa.Create();
        key.ImportFromPem(File.ReadAllText(Path.Combine(folder, "keys", "sign.key")));
        var pkcs8 = key.ExportPkcs8PrivateKey();
        try
        {
            return SigningKey.FromPkcs8(pkcs8);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pkcs8);
        }
    }

    /// <summary>SHA-256 of the public key, hex: what the operator compares.</summary>
    public static string Fingerprint(string folder)
    {
        using var key = Open(folder);
        return key.VerifyingKey.Fingerprint;
    }
}
