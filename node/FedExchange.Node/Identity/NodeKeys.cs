using System.Security.Cryptography;
using FedExchange.Crypto.Certificates;
using FedExchange.Crypto.PublicKey;
using FedExchange.Crypto.Randomness;

namespace FedExchange.Node.Identity;

/// <summary>The four private keys of a node: separate keys for separate duties.</summary>
internal sealed class NodeKeys : IDisposable
{
    private const string PrivateKeyLabel = "PRIVATE KEY";
    private const string SealLabel = "FEDEXCHANGE SEAL KEY SEED";
    private const string LogLabel = "FEDEXCHANGE LOG KEY SEED";

    private NodeKeys(ECDsa auth, SigningKey sign, SealKey seal, LogKey log) => (Auth, Sign, Seal, Log) = (auth, sign, seal, log);

    /// <summary>TLS.</summary>
    public ECDsa Auth { get; }

    /// <summary>Receipts and messages.</summary>
    public SigningKey Sign { get; }

    /// <summary>What peers seal to.</summary>
    public SealKey Seal { get; }

    /// <summary>Checkpoints of the audit log.</summary>
    public LogKey Log { get; }

    /// <summary>Makes fresh keys and writes them, mode 0600.</summary>
    public static NodeKeys Create(NodePaths paths, IRandomSource random)
    {
        var keys = new NodeKeys(NodeCertificate.CreateKey(), SigningKey.Create(), SealKey.Create(random), LogKey.Create(random));
        PrivateFile.CreateFolder(paths.Keys);
        Write(paths.AuthKey, PrivateKeyLabel, keys.Auth.ExportPkcs8PrivateKey());
        Write(paths.SignKey, PrivateKeyLabel, keys.Sign.ExportPkcs8());
        Write(paths.SealKey, SealLabel, keys.Seal.ExportSeed());
        Write(paths.LogKey, LogLabel, keys.Log.ExportSeed());
        return keys;
    }

    /// <summary>Reads the keys.</summary>
    /// <exception cref="NodeException">KEY_UNREADABLE, naming the file.</exception>
    public static NodeKeys Load(NodePaths paths)
    {
        var auth = Read(paths.AuthKey, PrivateKeyLabel, pkcs8 =>
        {
            var key = ECDsa.Create();
            key.ImportPkcs8PrivateKey(pkcs8, out _);
            return key;
        });
        return new NodeKeys(
            auth,
            Read(paths.SignKey, PrivateKeyLabel, pkcs8 => SigningKey.FromPkcs8(pkcs8)),
            Read(paths.SealKey, SealLabel, seed => SealKey.FromSeed(seed)),
            Read(paths.LogKey, LogLabel, seed => LogKey.FromSeed(seed)));
    }

    /// <summary>Clears the keys.</summary>
    public void Dispose()
    {
        Auth.Dispose();
        Sign.Dispose();
        Seal.Dispose();
        Log.Dispose();
    }

    private static void Write(string path, string label, byte[] secret)
    {
        try
        {
            PrivateFile.Write(path, PemEncoding.WriteString(label, secret) + "\n");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    private static T Read<T>(string path, string label, Func<byte[], T> import)
    {
        var secret = PrivateFile.ReadPem(path, label, secret: true);
        try
        {
            return import(secret);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new NodeException("KEY_UNREADABLE", $"{path} is damaged: restore it from the backup of this node.", e);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }
}
