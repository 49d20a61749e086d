using Microsoft.Data.Sqlite;

namespace FedExchange.Governance.Audit;

/// <summary>
/// The log's projection in SQLite: used request ids, consent uses, rate-limit windows, callers' idempotency keys, and how far it has got.
/// It holds nothing that the log does not: <see cref="Apply"/> is the only way in, live and on replay alike.
/// One thread at a time (the log's writer). WAL with synchronous=NORMAL: a power cut may lose its newest transactions, never its consistency;
/// what is missing is replayed from the log.
/// </summary>
internal sealed class Ledger : IDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS anchor(id INTEGER PRIMARY KEY CHECK(id = 1), size INTEGER NOT NULL, root BLOB NOT NULL);
        CREATE TABLE IF NOT EXISTS requests(request_id BLOB PRIMARY KEY, binding BLOB NOT NULL, requester TEXT NOT NULL,
            grant_index INTEGER NOT NULL, release_index INTEGER, answer BLOB) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS consent_uses(consent BLOB PRIMARY KEY, uses INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS windows(counter TEXT PRIMARY KEY, start INTEGER NOT NULL, uses INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS idempotency(key_hash BLOB PRIMARY KEY, request_hash BLOB NOT NULL, request_id BLOB NOT NULL,
            answer_index INTEGER, result TEXT, claims BLOB) WITHOUT ROWID;
        """;

    private readonly SqliteConnection _connection;
    private readonly List<SqliteCommand> _commands = [];
    private readonly SqliteCommand _begin, _commit, _rollback, _setAnchor;
    private readonly SqliteCommand _findRequest, _addRequest, _setRelease;
    private readonly SqliteCommand _consentUses, _addConsentUse, _windowUses, _addWindowUse;
    private readonly SqliteCommand _findIdempotent, _addAsked, _setAnswer;

    private Ledger(SqliteConnection connection)
    {
        _connection = connection;
        _begin = Prepare("BEGIN IMMEDIATE");
        _commit = Prepare("COMMIT");
        _rollback = Prepare("ROLLBACK");
        _setAnchor = Prepare("INSERT INTO anchor VALUES(1, $a, $b) ON CONFLICT(id) DO UPDATE SET size = $a, root = $b", "$a", "$b");
        _findRequest = Prepare("SELECT binding, requester, grant_index, release_index, answer FROM requests WHERE request_id = $a", "$a");
        _addRequest = Prepare("INSERT INTO requests(request_id, binding, requester, grant_index) VALUES($a, $b, $c, $d) ON CONFLICT DO NOTHING", "$a", "$b", "$c", "$d");
        _setRelease = Prepare("UPDATE requests SET release_index = $b, answer = $c WHERE request_id = $a AND release_index IS NULL", "$a", "$b", "$c");
        _consentUses = Prepare("SELECT uses FROM consent_uses WHERE consent = $a", "$a");
        _addConsentUse = Prepare("INSERT INTO consent_uses VALUES($a, 1) ON CONFLICT(consent) DO UPDATE SET uses = uses + 1", "$a");
        _windowUses = Prepare("SELECT uses FROM windows WHERE counter = $a AND start >= $b", "$a", "$b");
        // A window that has passed starts again at 1; when the clock steps back the newer window goes on counting.
        _addWindowUse = Prepare(
            "INSERT INTO windows VALUES($a, $b, 1) ON CONFLICT(counter) DO UPDATE SET uses = CASE WHEN start < $b THEN 1 ELSE uses + 1 END, start = max(start, $b)",
            "$a", "$b");
        _findIdempotent = Prepare("SELECT request_hash, request_id, answer_index, result, claims FROM idempotency WHERE key_hash = $a", "$a");
        _addAsked = Prepare("INSERT INTO idempotency(key_hash, request_hash, request_id) VALUES($a, $b, $c) ON CONFLICT DO NOTHING", "$a", "$b", "$c");
        _setAnswer = Prepare("UPDATE idempotency SET answer_index = $b, result = $c, claims = $d WHERE key_hash = $a AND answer_index IS NULL", "$a", "$b", "$c", "$d");
    }

    public static Ledger Open(string path)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            using (var setup = connection.CreateCommand())
            {
                setup.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16000;" + Schema;
                setup.ExecuteNonQuery();
            }

            return new Ledger(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Reads only the anchor, from the outside, for the verifier. Null when there is none.</summary>
    public static LedgerAnchor? ReadAnchor(string path)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, Mode = SqliteOpenMode.ReadWrite }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = 'anchor'";
        return (long)command.ExecuteScalar()! == 0 ? null : ReadAnchor(command);
    }

    public LedgerAnchor? Anchor()
    {
        using var command = _connection.CreateCommand();
        return ReadAnchor(command);
    }

    public void Begin() => _begin.ExecuteNonQuery();

    public void Commit(long size, byte[] root)
    {
        Set(_setAnchor, size, root).ExecuteNonQuery();
        _commit.ExecuteNonQuery();
    }

    public void Rollback() => _rollback.ExecuteNonQuery();

    /// <summary>Carries an entry's effect into the tables. Depends on nothing but the entry and the entries before it.</summary>
    public void Apply(AuditEntry entry)
    {
        switch (entry.Kind)
        {
            case AuditKinds.Granted:
                ApplyGrant(entry);
                break;
            case AuditKinds.Released when entry.Bytes("requestId") is { } id && entry.Bytes("answer") is { } answer:
                Set(_setRelease, id, entry.Index, answer).ExecuteNonQuery();
                break;
            case AuditKinds.Asked when entry.Bytes("key") is { } key && entry.Bytes("request") is { } hash && entry.Bytes("requestId") is { } id:
                Set(_addAsked, key, hash, id).ExecuteNonQuery();
                break;
            case AuditKinds.Answered when entry.Bytes("key") is { } key && entry.Bytes("request") is { } hash && entry.Bytes("requestId") is { } id:
                Set(_addAsked, key, hash, id).ExecuteNonQuery();
                Set(_setAnswer, key, entry.Index, entry.Text("result") ?? "", entry.Bytes("claims") ?? []).ExecuteNonQuery();
                break;
        }
    }

    public RequestRecord? FindRequest(byte[] requestId)
    {
        using var reader = Set(_findRequest, requestId).ExecuteReader();
        return reader.Read()
            ? new RequestRecord(
                reader.GetFieldValue<byte[]>(0), reader.GetString(1), reader.GetInt64(2),
                reader.IsDBNull(3) ? null : reader.GetInt64(3), reader.IsDBNull(4) ? null : reader.GetFieldValue<byte[]>(4))
            : null;
    }

    public long ConsentUses(byte[] useKey) => Set(_consentUses, useKey).ExecuteScalar() as long? ?? 0;

    public long WindowUses(string counter, long windowStart) => Set(_windowUses, counter, windowStart).ExecuteScalar() as long? ?? 0;

    public IdempotentRecord? FindIdempotent(byte[] keyHash)
    {
        using var reader = Set(_findIdempotent, keyHash).ExecuteReader();
        return reader.Read()
            ? new IdempotentRecord(
                reader.GetFieldValue<byte[]>(0), reader.GetFieldValue<byte[]>(1), reader.IsDBNull(2) ? null : reader.GetInt64(2),
                reader.IsDBNull(3) ? null : reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetFieldValue<byte[]>(4))
            : null;
    }

    public void Dispose()
    {
        foreach (var command in _commands)
        {
            command.Dispose();
        }

        _connection.Dispose();
    }

    private void ApplyGrant(AuditEntry entry)
    {
        var requester = entry.Text("requester") ?? "";
        if (entry.Bytes("requestId") is { } id)
        {
            Set(_addRequest, id, entry.Bytes("binding") ?? [], requester, entry.Index).ExecuteNonQuery();
        }

        if (entry.Bytes("consent") is { } consent)
        {
            Set(_addConsentUse, consent).ExecuteNonQuery();
        }

        foreach (var text in (entry.Text("charges") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Charge.TryParse(text, out var charge))
            {
                var source = entry.Text(charge.Source) ?? "";
                var who = entry.Text(charge.Who) ?? "";
                Set(_addWindowUse, charge.Counter(source, who), charge.WindowStart(entry.Time)).ExecuteNonQuery();
            }
        }
    }

    private static LedgerAnchor? ReadAnchor(SqliteCommand command)
    {
        command.CommandText = "SELECT size, root FROM anchor";
        using var reader = command.ExecuteReader();
        return reader.Read() ? new LedgerAnchor(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : null;
    }

    private SqliteCommand Prepare(string sql, params ReadOnlySpan<string> parameters)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach (var name in parameters)
        {
            command.Parameters.Add(new SqliteParameter { ParameterName = name });
        }

        _commands.Add(command);
        return command;
    }

    private static SqliteCommand Set(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i];
        }

        return command;
    }
}
