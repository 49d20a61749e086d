using FedExchange.Coordinator.Storage;
using FedExchange.Crypto.PublicKey;
using FedExchange.Governance.Directory;

namespace FedExchange.Coordinator.Directory;

/// <summary>
/// The region's directory: the newest row of an append-only history. Every change signs a new version in the same transaction
/// that stores what the change is about, so that a directory and the enrolment behind it cannot fall apart.
/// </summary>
internal sealed class DirectoryRegistry
{
    private readonly CoordinatorDatabase _database;
    private readonly SigningKey _key;
    private readonly TimeProvider _time;
    private readonly TimeSpan _lifetime;
    private volatile SignedDirectory _current;

    private DirectoryRegistry(CoordinatorDatabase database, SigningKey key, TimeProvider time, TimeSpan lifetime, SignedDirectory current)
    {
        _database = database;
        _key = key;
        _time = time;
        _lifetime = lifetime;
        _current = current;
    }

    /// <summary>Raised after a new version is stored, on the changer's thread.</summary>
    public event Action<SignedDirectory>? Changed;

    public SignedDirectory Current => _current;

    /// <summary>The key under which nodes check directories, SubjectPublicKeyInfo DER.</summary>
    public byte[] PublicKey => _key.PublicKey;

    /// <summary>Reads the newest directory, or signs an empty first version.</summary>
    /// <exception cref="CoordinatorException">The stored directory does not fit the directory key.</exception>
    public static async Task<DirectoryRegistry> OpenAsync(
        CoordinatorDatabase database, SigningKey key, string region, TimeProvider time, TimeSpan lifetime)
    {
        var rows = database.Read("SELECT jws FROM directory ORDER BY version DESC LIMIT 1", r => r.GetString(0));
        if (rows.Count == 0)
        {
            var first = Sign(region, 1, [], [], key, time.GetUtcNow(), lifetime);
            await database.WriteAsync(t => Append(t, first, time));
            return new DirectoryRegistry(database, key, time, lifetime, first);
        }

        try
        {
            var current = SignedDirectory.Open(rows[0], key.VerifyingKey);
            if (current.Directory.Region != region)
            {
                throw new CoordinatorException(
                    $"coordinator.yaml names region {region}, but the directory is that of {current.Directory.Region}; put the old name back.");
            }

            return new DirectoryRegistry(database, key, time, lifetime, current);
        }
        catch (DirectoryException e)
        {
            throw new CoordinatorException($"The stored directory does not fit directory.key ({e.Reason}); restore both from the same backup.", e);
        }
    }

    /// <summary>
    /// Makes, signs and stores the next version. The change runs in the storing transaction; when it returns false nothing is
    /// signed or stored but what it wrote itself.
    /// </summary>
    /// <returns>The directory in force afterwards.</returns>
    public async Task<SignedDirectory> ChangeAsync(Func<DirectoryDraft, CoordinatorDatabase.Transaction, bool> change)
    {
        var changed = await _database.WriteAsync(
            transaction => Next(change, transaction), committed: next => _current = next ?? _current);
        if (changed is not null)
        {
            Changed?.Invoke(changed);
        }

        return _current;
    }

    /// <summary>Signs the same content anew when less than half of its life is left, so that nodes never see it expire.</summary>
    public Task RenewAsync() => _current.Directory.ExpiresAt - _time.GetUtcNow() < _lifetime / 2
        ? ChangeAsync((_, _) => true)
        : Task.CompletedTask;

    /// <summary>The history, oldest first: version and JWS.</summary>
    public IReadOnlyList<(long Version, string Jws)> History() =>
        _database.Read("SELECT version, jws FROM directory ORDER BY version", r => (r.GetInt64(0), r.GetString(1)));

    private static SignedDirectory Sign(
        string region, long version, IReadOnlyList<Member> members, IReadOnlyList<PublishedDefinition> definitions,
        SigningKey key, DateTimeOffset now, TimeSpan lifetime) =>
        SignedDirectory.Sign(new MemberDirectory(region, version, now, now + lifetime, members, definitions), key);

    private static int Append(CoordinatorDatabase.Transaction transaction, SignedDirectory directory, TimeProvider time) => transaction.Execute(
        "INSERT INTO directory(version, jws, signed_ms) VALUES ($version, $jws, $now)",
        ("$version", directory.Directory.Version),
        ("$jws", directory.Jws),
        ("$now", time.GetUtcNow().ToUnixTimeMilliseconds()));

    private SignedDirectory? Next(Func<DirectoryDraft, CoordinatorDatabase.Transaction, bool> change, CoordinatorDatabase.Transaction transaction)
    {
        var before = _current.Directory;
        var draft = new DirectoryDraft(before);
        if (!change(draft, transaction))
        {
            return null;
        }

        var next = Sign(before.Region, before.Version + 1, draft.Members, draft.Definitions, _key, _time.GetUtcNow(), _lifetime);
        Append(transaction, next, _time);
        return next;
    }
}
