using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace FedExchange.Registers;

/// <summary>A prepared statement on SQLite's own interface: ADO.NET's costs several times the look-up itself.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;
    private byte[] buffer = new byte[256];

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        database = connection.Handle ?? throw new InvalidOperationException("The connection is closed.");
        Check(raw.sqlite3_prepare_v2(database, sql, out statement));
    }

    public int ParameterCount => raw.sqlite3_bind_parameter_count(statement);

    /// <summary>Parameters count from 1. Encodes into a buffer of its own: SQLite copies, and a million rows need no garbage.</summary>
    public void Bind(int parameter, ReadOnlySpan<char> text)
    {
        var size = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (size > buffer.Length)
            buffer = new byte[size];
        var length = Encoding.UTF8.GetBytes(text, buffer);
        Check(raw.sqlite3_bind_text(statement, parameter, buffer.AsSpan(0, length)));
    }

    public void Bind(int parameter, long number) => Check(raw.sqlite3_bind_int64(statement, parameter, number));

    public void BindNull(int parameter) => Check(raw.sqlite3_bind_null(statement, parameter));

    /// <summary>True when a row is there.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(statement);
        if (result == raw.SQLITE_ROW)
            return true;
        return result == raw.SQLITE_DONE ? false : throw Failure(result);
    }

    /// <summary>Runs a statement that returns nothing, and makes it ready again.</summary>
    public void Execute()
    {
        while (Step())
        {
        }

        Reset();
    }

    public void Reset()
    {
        // The result repeats the last step's error, which Step has thrown already.
        _ = raw.sqlite3_reset(statement);
    }

    /// <summary>Columns count from 0. One of SQLite's five storage classes.</summary>
    public int StorageClass(int column) => raw.sqlite3_column_type(statement, column);

    public string Text(int column) => raw.sqlite3_column_text(statement, column).utf8_to_string() ?? "";

    public long Integer(int column) => raw.sqlite3_column_int64(statement, column);

    public double Real(int column) => raw.sqlite3_column_double(statement, column);

    public void Dispose() => statement.Dispose();

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            throw Failure(result);
    }

    private SqliteException Failure(int result) => new(raw.sqlite3_errmsg(database).utf8_to_string(), result);
}
