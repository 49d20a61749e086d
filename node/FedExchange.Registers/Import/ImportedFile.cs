using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace FedExchange.Registers;

/// <summary>The local SQLite file that holds an imported CSV: its names, tables and the record of what it was made from.</summary>
internal sealed record ImportedFile(string Path)
{
    public const string RowsTable = "rows";
    public const string QuarantineTable = "quarantine";

    /// <summary>Changes when the file's inner form changes, so that old files are made anew.</summary>
    private const string FormatVersion = "1";

    public string Partial => Path + ".importing";

    /// <summary>All that decides the content besides the source's bytes.</summary>
    public static string Fingerprint(DataSetOptions options)
    {
        var text = new StringBuilder(FormatVersion).Append('|').Append(options.SubjectColumn).Append('|').Append(options.NameColumn)
            .Append('|').Append(options.AsOfColumn).Append('|').Append(options.Encoding).Append('|').Append(options.Delimiter)
            .Append('|').Append(options.OnBadRow);
        foreach (var column in options.Columns)
            text.Append('|').Append(column.Name).Append('=').Append(column.Source).Append(':').Append(column.Type).Append(column.Required);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>True when the file stands for this source: same options, same size and either same time or same content.</summary>
    public bool IsCurrent(FileInfo source, DataSetOptions options)
    {
        if (!File.Exists(Path) || ReadMeta() is not { } meta)
            return false;
        return meta.GetValueOrDefault("options") == Fingerprint(options)
            && meta.GetValueOrDefault("size") == source.Length.ToString(CultureInfo.InvariantCulture)
            && meta.GetValueOrDefault("hash") == CsvSource.HashFile(source.FullName);
    }

    public Dictionary<string, string>? ReadMeta()
    {
        try
        {
            using var connection = Open(Path, SqliteOpenMode.ReadOnly);
            using var statement = new SqliteStatement(connection, "SELECT key, value FROM meta");
            var meta = new Dictionary<string, string>(StringComparer.Ordinal);
            while (statement.Step())
                meta[statement.Text(0)] = statement.Text(1);
            return meta;
        }
        catch (SqliteException)
        {
            // Damaged or foreign: it is made again from the source.
            return null;
        }
    }

    public static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }
}
