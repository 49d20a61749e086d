using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FedExchange.Crypto;
using FedExchange.Crypto.Hashing;
using FedExchange.Crypto.PublicKey;
using FedExchange.Crypto.Randomness;
using Microsoft.Data.Sqlite;

namespace FedExchange.Node.Peers;

/// <summary>
/// Pair keys in the node's database, each half sealed with AES-256-GCM under a key derived from the node's seal key, bound to peer,
/// key id and side. At most two keys for each peer: the one in use and one that is being agreed on.
/// </summary>
internal sealed class PairKeyStore : IDisposable
{
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;
    private readonly AesGcm _cipher;
    private readonly IRandomSource _random;

    private PairKeyStore(SqliteConnection connection, AesGcm cipher, IRandomSource random) =>
        (_connection, _cipher, _random) = (connection, cipher, random);

    /// <summary>Opens the store and makes its table if there is none.</summary>
    /// <param name="databasePath">The node's database.</param>
    /// <param name="sealKey">The node's seal key; without it the halves cannot be read.</param>
    /// <param name="random">Fresh randomness for nonces.</param>
    public static PairKeyStore Open(string databasePath, SealKey sealKey, IRandomSource random)
    {
        byte[] seed = sealKey.ExportSeed();
        byte[] key = Prf.HkdfSha256(seed, [], DomainSeparation.NodeStorage, 32);
        CryptographicOperations.ZeroMemory(seed);
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = databasePath, Pooling = false, DefaultTimeout = 30 }.ToString());
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            CREATE TABLE IF NOT EXISTS pair_keys(
                peer TEXT NOT NULL, key_id BLOB NOT NULL, own_half BLOB NOT NULL, peer_half BLOB NOT NULL,
                confirmed INTEGER NOT NULL, PRIMARY KEY (peer, key_id)) WITHOUT ROWID;
            """;
        command.ExecuteNonQuery();
        AesGcm cipher = new(key, TagLength);
        CryptographicOperations.ZeroMemory(key);
        return new PairKeyStore(connection, cipher, random);
    }

    /// <summary>Every key of every peer.</summary>
    /// <exception cref="CryptographicException">A row was changed, or written under another seal key.</exception>
    public IReadOnlyList<(string Peer, PairKeyRecord Record)> ReadAll()
    {
        lock (_gate)
        {
            using SqliteCommand command = _connection.CreateCommand();
            command.CommandText = "SELECT peer, key_id, own_half, peer_half, confirmed FROM pair_keys";
            using SqliteDataReader reader = command.ExecuteReader();
            List<(string, PairKeyRecord)> records = [];
            while (reader.Read())
            {
                string peer = reader.GetString(0);
                byte[] keyId = reader.GetFieldValue<byte[]>(1);
                records.Add((peer, new PairKeyRecord(
                    keyId,
                    Unseal(reader.GetFieldValue<byte[]>(2), peer, keyId, "own"),
                    Unseal(reader.GetFieldValue<byte[]>(3), peer, keyId, "peer"),
                    reader.GetInt64(4) != 0)));
            }

            return records;
        }
    }

    /// <summary>Stores a key. A confirmed one drops every other key of that peer.</summary>
    public void Write(string peer, PairKeyRecord record)
    {
        lock (_gate)
        {
            using SqliteTransaction transaction = _connection.BeginTransaction();
            using SqliteCommand command = _connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = """
                DELETE FROM pair_keys WHERE peer = $peer AND (confirmed = 0 OR $confirmed = 1);
                INSERT OR REPLACE INTO pair_keys(peer, key_id, own_half, peer_half, confirmed) VALUES ($peer, $key, $own, $theirs, $confirmed);
                """;
            command.Parameters.AddWithValue("$peer", peer);
            command.Parameters.AddWithValue("$key", record.KeyId);
            command.Parameters.AddWithValue("$own", Seal(record.OwnHalf, peer, record.KeyId, "own"));
            command.Parameters.AddWithValue("$theirs", Seal(record.PeerHalf, peer, record.KeyId, "peer"));
            command.Parameters.AddWithValue("$confirmed", record.Confirmed ? 1 : 0);
            command.ExecuteNonQuery();
            transaction.Commit();
        }
    }

    /// <summary>Closes the database.</summary>
    public void Dispose()
    {
        _connection.Dispose();
        _cipher.Dispose();
    }

    private byte[] Seal(byte[] half, string peer, byte[] keyId, string side)
    {
        byte[] stored = new byte[NonceLength + half.Length + TagLength];
        Span<byte> nonce = stored.AsSpan(0, NonceLength);
        _random.Fill(nonce);
        _cipher.Encrypt(nonce, half, stored.AsSpan(NonceLength, half.Length), stored.AsSpan(NonceLength + half.Length), Place(peer, keyId, side));
        return stored;
    }

    private byte[] Unseal(byte[] stored, string peer, byte[] keyId, string side)
    {
        if (stored.Length < NonceLength + TagLength)
        {
            throw new CryptographicException($"The stored pair key with {peer} is damaged; delete its row, a new key is agreed on by itself.");
        }

        byte[] half = new byte[stored.Length - NonceLength - TagLength];
        _cipher.Decrypt(stored.AsSpan(0, NonceLength), stored.AsSpan(NonceLength, half.Length), stored.AsSpan(NonceLength + half.Length), half, Place(peer, keyId, side));
        return half;
    }

    private static byte[] Place(string peer, byte[] keyId, string side) =>
        Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"pair_keys\0{peer}\0{Convert.ToHexString(keyId)}\0{side}"));
}
