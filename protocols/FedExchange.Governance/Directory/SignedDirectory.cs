using FedExchange.Crypto.PublicKey;

namespace FedExchange.Governance.Directory;

/// <summary>A directory with the region's signature over it: a compact JWS (RFC 7515), ES256.</summary>
public sealed class SignedDirectory
{
    /// <summary>The JWS header's typ of a directory, so that no other signed text can pass for one.</summary>
    public const string Type = "fedx-directory";

    private SignedDirectory(string jws, MemberDirectory directory)
    {
        Jws = jws;
        Directory = directory;
    }

    /// <summary>The signed text.</summary>
    public string Jws { get; }

    /// <summary>What was signed.</summary>
    public MemberDirectory Directory { get; }

    /// <summary>Signs a directory; only the coordinator has the key.</summary>
    /// <param name="directory">What to sign.</param>
    /// <param name="regionKey">The region's directory key.</param>
    public static SignedDirectory Sign(MemberDirectory directory, SigningKey regionKey) =>
        new(Crypto.Jose.Jws.SignCompact(directory.ToJson(), regionKey, directory.Region, Type), directory);

    /// <summary>Checks the signature and reads the directory.</summary>
    /// <param name="jws">The signed text.</param>
    /// <param name="regionKey">The region's public directory key, pinned at enrolment.</param>
    /// <exception cref="DirectoryException">
    /// <see cref="DirectoryRefusal.BadSignature"/> or <see cref="DirectoryRefusal.Malformed"/>.
    /// </exception>
    public static SignedDirectory Open(string jws, VerifyingKey regionKey)
    {
        if (!Crypto.Jose.Jws.TryVerifyCompact(jws, regionKey, Type, out var content))
        {
            throw new DirectoryException(
                DirectoryRefusal.BadSignature,
                "The directory's signature is not by this region's key. Do not use it; ask the operator whether the region's key has changed.");
        }

        return new SignedDirectory(jws, MemberDirectory.FromJson(content.Payload));
    }
}
