using Microsoft.Data.Sqlite;

namespace FedExchange.Registers;

/// <summary>An open read-only connection with its prepared look-up; one reader at a time.</summary>
internal sealed class SqliteReader : IDisposable
{
    private readonly SqliteConnection connection;

    public SqliteReader(string path, string lookup)
    {
        connection = ImportedFile.Open(path, SqliteOpenMode.ReadOnly);
        try
        {
            using (var wait = new SqliteStatement(connection, "PRAGMA busy_timeout=2000"))
                wait.Execute();
            Lookup = new SqliteStatement(connection, lookup);
        }
        catch (SqliteException)
        {
            connection.Dispose();
            throw;
        }
    }

    public SqliteStatement Lookup { get; }

    public SqliteConnection Connection => connection;

    public void Dispose()
    {
        Lookup.Dispose();
        connection.Dispose();
    }
}
