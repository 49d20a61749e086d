using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FedExchange.Crypto.PublicKey;
using FedExchange.Governance.Files;

namespace FedExchange.Governance.Directory;

/// <summary>
/// A node's copy of the directory, in a file: survives restarts, goes on while the coordinator is away, and never steps back.
/// The highest version ever accepted stands in a file of its own beside it (<c>.floor</c>), so that putting back an old file does not help.
/// </summary>
public sealed class DirectoryStore
{
    private readonly Lock _gate = new();
    private readonly string _path;
    private readonly string _region;
    private readonly VerifyingKey _regionKey;
    private volatile SignedDirectory? _current;
    private (long Version, string Hash) _floor;

    private DirectoryStore(string path, string region, VerifyingKey regionKey)
    {
        _path = path;
        _region = region;
        _regionKey = regionKey;
    }

    /// <summary>Raised after a newer directory was accepted and stored; on the thread that brought it.</summary>
    public event EventHandler? Changed;

    /// <summary>The newest directory, or null before the first one.</summary>
    public MemberDirectory? Current => _current?.Directory;

    /// <summary>The newest directory as it was signed, or null before the first one.</summary>
    public string? CurrentJws => _current?.Jws;

    /// <summary>Opens the store; the files need not exist yet.</summary>
    /// <param name="path">The directory's file, usually <c>directory.jws</c>.</param>
    /// <param name="region">The region this node belongs to.</param>
    /// <param name="regionKey">The region's public directory key, pinned at enrolment.</param>
    /// <exception cref="DirectoryException">The stored file is damaged, foreign, or older than one accepted before.</exception>
    public static DirectoryStore Open(string path, string region, VerifyingKey regionKey)
    {
        var store = new DirectoryStore(path, region, regionKey);
        store._floor = store.ReadFloor();
        if (File.Exists(path))
        {
            var signed = store.Check(File.ReadAllText(path).Trim(), out var hash);
            store._current = signed;
            store.RaiseFloor(signed.Directory.Version, hash);
        }

        return store;
    }

    /// <summary>Checks a directory and, when it is newer than the present one, stores it and makes it the present one.</summary>
    /// <param name="jws">The signed text as the coordinator sent it.</param>
    /// <returns>True when it replaced the present one; false when it is the present one.</returns>
    /// <exception cref="DirectoryException">Any of <see cref="DirectoryRefusal"/>; the present directory stays.</exception>
    public bool Accept(string jws)
    {
        lock (_gate)
        {
            var signed = Check(jws, out var hash);
            if (_current is { } current && current.Directory.Version == signed.Directory.Version)
            {
                return false;
            }

            DurableFile.Replace(_path, Encoding.UTF8.GetBytes(jws));
            RaiseFloor(signed.Directory.Version, hash);
            _current = signed;
        }

        Changed?.Invoke(this, EventArgs.Empty);
        return true;
    }

    /// <summary>Says whether there is a directory that has not expired.</summary>
    /// <param name="now">The present time.</param>
    public bool IsFresh(DateTimeOffset now) => Current is { } directory && now <= directory.ExpiresAt;

    private SignedDirectory Check(string jws, out string hash)
    {
        var signed = SignedDirectory.Open(jws, _regionKey);
        var directory = signed.Directory;
        // Of the content, not of the JWS: signing the same content twice gives two signatures.
        hash = Convert.ToHexStringLower(SHA256.HashData(directory.ToJson()));
        if (directory.Region != _region)
        {
            throw new DirectoryException(DirectoryRefusal.WrongRegion, $"The directory is for region {directory.Region}, this node belongs to {_region}.");
        }

        if (directory.Version < _floor.Version)
        {
            throw new DirectoryException(
                DirectoryRefusal.Rollback,
                $"The directory has version {directory.Version}, but version {_floor.Version} was accepted before. Ask the operator why an old one is being served.");
        }

        if (directory.Version == _floor.Version && hash != _floor.Hash)
        {
            throw new DirectoryException(
                DirectoryRefusal.Fork,
                $"Two different directories carry version {directory.Version}. Tell the operator and the other members: the region's key may be misused.");
        }

        return signed;
    }

    private string FloorPath => _path + ".floor";

    private (long Version, string Hash) ReadFloor()
    {
        if (!File.Exists(FloorPath))
        {
            return (0, "");
        }

        var words = File.ReadAllText(FloorPath).Trim().Split(' ');
        return words.Length == 2 && long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? (version, words[1])
            : throw new DirectoryException(DirectoryRefusal.Malformed, $"{FloorPath} is damaged; restore it from a backup, it guards against old directories.");
    }

    private void RaiseFloor(long version, string hash)
    {
        if (version > _floor.Version)
        {
            DurableFile.Replace(FloorPath, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{version} {hash}\n")));
            _floor = (version, hash);
        }
    }
}
