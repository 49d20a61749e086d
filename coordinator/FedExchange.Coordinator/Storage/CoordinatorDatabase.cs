using Microsoft.Data.Sqlite;

namespace FedExchange.Coordinator.Storage;

/// <summary>
/// The coordinator's one SQLite file: write-ahead log, <c>synchronous=FULL</c>. A write that has returned survives SIGKILL and
/// loss of power. Writes are serialised; reads take a pooled connection each.
/// </summary>
internal sealed class CoordinatorDatabase : IDisposable
{
    private const int SchemaVersion = 1;

    private const string Schema = """
        CREATE TABLE IF NOT EXISTS grain_state(kind TEXT NOT NULL, id TEXT NOT NULL, etag INTEGER NOT NULL, document BLOB NOT NULL, PRIMARY KEY(kind, id)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS jobs(id TEXT PRIMARY KEY, created_ms INTEGER NOT NULL, ended INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS tokens(hash BLOB PRIMARY KEY, node_id TEXT NOT NULL, roles TEXT NOT NULL, expires_ms INTEGER NOT NULL, pre_approved INTEGER NOT NULL, used_by BLOB) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS enrolments(node_id TEXT PRIMARY KEY, token_hash BLOB NOT NULL, keys_hash BLOB NOT NULL, state TEXT NOT NULL, roles TEXT NOT NULL, requested_ms INTEGER NOT NULL, request BLOB NOT NULL, certificate BLOB) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS directory(version INTEGER PRIMARY KEY, jws TEXT NOT NULL, signed_ms INTEGER NOT NULL);
        CREATE TRIGGER IF NOT EXISTS directory_is_append_only BEFORE DELETE ON directory BEGIN SELECT RAISE(ABORT, 'the directory history is append-only'); END;
        CREATE TRIGGER IF NOT EXISTS directory_is_never_rewritten BEFORE UPDATE ON directory BEGIN SELECT RAISE(ABORT, 'the directory history is append-only'); END;
        CREATE TABLE IF NOT EXISTS witnessed(node_id TEXT PRIMARY KEY, size INTEGER NOT NULL, note TEXT NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS settings(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
        """;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly SqliteConnection _writer;
    private readonly string _connectionString;

    private CoordinatorDatabase(string path)
    {
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 10 }.ToString();
        _writer = new SqliteConnection(_connectionString);
    }

    /// <summary>Opens the file, making or completing its tables.</summary>
    /// <exception cref="CoordinatorException">The file is damaged or of a newer version.</exception>
    public static CoordinatorDatabase Open(string path)
    {
        var database = new CoordinatorDatabase(path);
        try
        {
            database._writer.Open();
            Run(database._writer, null, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;");
            var version = Scalar(database._writer, "PRAGMA user_version");
            if (version > SchemaVersion)
            {
                throw new CoordinatorException($"{path} was written by a newer version of FedExchange; run that version.");
            }

            Run(database._writer, null, Schema + $"PRAGMA user_version={SchemaVersion};");
            return database;
        }
        catch (SqliteException e)
        {
            database.Dispose();
            throw new CoordinatorException($"{path} cannot be used as the coordinator's database: {e.Message} Restore it from a backup.", e);
        }
        catch (CoordinatorException)
        {
            database.Dispose();
            throw;
        }
    }

    /// <summary>Runs one statement durably.</summary>
    /// <returns>Rows changed.</returns>
    public Task<int> WriteAsync(string sql, params (string Name, object? Value)[] parameters) =>
        WriteAsync(t => t.Execute(sql, parameters));

    /// <summary>Runs work in one durable transaction. An exception rolls back.</summary>
    /// <param name="work">What to do in the transaction.</param>
    /// <param name="committed">Told the result before the next writer's turn.</param>
    public async Task<T> WriteAsync<T>(Func<Transaction, T> work, Action<T>? committed = null)
    {
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            // Off the caller's scheduler: a commit waits for the disk.
            return await Task.Run(() =>
            {
                using var transaction = _writer.BeginTransaction(deferred: false);
                var result = work(new Transaction(_writer, transaction));
                transaction.Commit();
                committed?.Invoke(result);
                return result;
            }).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Reads rows.</summary>
    public IReadOnlyList<T> Read<T>(string sql, Func<SqliteDataReader, T> read, params (string Name, object? Value)[] parameters)
    {
        using var connection = new SqliteConnection(_connectionString);
        connection.Open();
        return Query(connection, null, sql, read, parameters);
    }

    public void Dispose()
    {
        _writer.Dispose();
        SqliteConnection.ClearPool(new SqliteConnection(_connectionString));
        _turn.Dispose();
    }

    private static int Run(SqliteConnection connection, SqliteTransaction? transaction, string sql, params (string Name, object? Value)[] parameters)
    {
        using var command = Command(connection, transaction, sql, parameters);
        return command.ExecuteNonQuery();
    }

    private static long Scalar(SqliteConnection connection, string sql)
    {
        using var command = Command(connection, null, sql, []);
        return (long)command.ExecuteScalar()!;
    }

    private static List<T> Query<T>(
        SqliteConnection connection, SqliteTransaction? transaction, string sql, Func<SqliteDataReader, T> read, (string Name, object? Value)[] parameters)
    {
        using var command = Command(connection, transaction, sql, parameters);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
        {
            rows.Add(read(reader));
        }

        return rows;
    }

#pragma warning disable CA2100 // Every statement is a constant of this project; values are parameters.
    private static SqliteCommand Command(
        SqliteConnection connection, SqliteTransaction? transaction, string sql, (string Name, object? Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Transaction = transaction;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        }

        return command;
    }
#pragma warning restore CA2100

    /// <summary>One open transaction.</summary>
    internal readonly struct Transaction(SqliteConnection connection, SqliteTransaction transaction)
    {
        public int Execute(string sql, params (string Name, object? Value)[] parameters) => Run(connection, transaction, sql, parameters);

        public IReadOnlyList<T> Read<T>(string sql, Func<SqliteDataReader, T> read, params (string Name, object? Value)[] parameters) =>
            Query(connection, transaction, sql, read, parameters);
    }
}
