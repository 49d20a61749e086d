using Microsoft.Data.Sqlite;

namespace FedExchange.Registers;

/// <summary>Opens CSV and SQLite data sets: imports where needed, checks columns and index, learns the unusual numbers.</summary>
internal static class SqliteOpening
{
    public static SqliteTable OpenCsv(DataSetOptions options, string baseDirectory, ImportOptions import, CancellationToken cancellationToken)
    {
        var source = FileOf(options, baseDirectory);
        Directory.CreateDirectory(import.Directory);
        var target = new ImportedFile(Path.Combine(import.Directory, options.Name + ".imported.db"));
        File.Delete(target.Partial); // what an import left that was killed: it holds personal data
        if (!target.IsCurrent(source, options))
            new CsvImporter(options, source, target, import, cancellationToken).Run();
        var quarantine = new QuarantineIndex();
        using (var connection = ImportedFile.Open(target.Path, SqliteOpenMode.ReadOnly))
        using (var aside = new SqliteStatement(connection, $"SELECT subject, name FROM {ImportedFile.QuarantineTable}"))
        {
            while (aside.Step())
                quarantine.Add(aside.Text(0), aside.Text(1));
        }

        return new SqliteTable(SqliteLayout.OfImported(options, target.Path), quarantine, QuarantineWarnings(options, quarantine));
    }

    public static async Task<SqliteTable> OpenSqliteAsync(DataSetOptions options, string baseDirectory, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var layout = SqliteLayout.OfForeign(options, FileOf(options, baseDirectory).FullName);
        var warnings = new List<string>();
        Explained(options, layout, () =>
        {
            using var connection = ImportedFile.Open(layout.Path, SqliteOpenMode.ReadOnly);
            SqlNames.CheckColumns(options, ColumnsOf(connection, layout.From));
            if (!UsesIndex(connection, layout.LookupSql))
                warnings.Add($"Data set '{options.Name}': no index on '{options.SubjectColumn}', so every look-up reads the whole table; create an index.");
            return 0;
        });
        var watch = await NumberWatch.StartAsync(
            stopping => Task.Run(() => Explained(options, layout, () => Scan(options, layout, stopping)), stopping), timeProvider, cancellationToken);
        return new SqliteTable(layout, watch, [.. warnings, .. QuarantineWarnings(options, watch.Current.Quarantine)]);
    }

    public static IReadOnlyList<string> QuarantineWarnings(DataSetOptions options, QuarantineIndex quarantine) => quarantine.Count == 0
        ? []
        : [$"Data set '{options.Name}': {quarantine.Count} row(s) are kept aside, because their number is no resident number or they do not fit their columns; people they may mean are undetermined."];

    private static FileInfo FileOf(DataSetOptions options, string baseDirectory)
    {
        var file = new FileInfo(Path.Combine(baseDirectory, options.Path ?? ""));
        return file.Exists
            ? file
            : throw new RegisterException($"Data set '{options.Name}': there is no file {file.FullName}; correct path, which is relative to the node's directory.");
    }

    private static List<string> ColumnsOf(SqliteConnection connection, string from)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The name is quoted; a query is the data officer's own.
        command.CommandText = $"SELECT * FROM {from} LIMIT 0";
#pragma warning restore CA2100
        using var reader = command.ExecuteReader();
        return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
    }

    private static bool UsesIndex(SqliteConnection connection, string lookup)
    {
        using var plan = new SqliteStatement(connection, "EXPLAIN QUERY PLAN " + lookup);
        while (plan.Step())
        {
            if (plan.Text(3).Contains("SEARCH", StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private static NumberScan Scan(DataSetOptions options, SqliteLayout layout, CancellationToken cancellationToken)
    {
        using var connection = ImportedFile.Open(layout.Path, SqliteOpenMode.ReadOnly);
        using var all = new SqliteStatement(connection,
            $"SELECT {SqlNames.Quote(options.SubjectColumn)}, {SqliteLayout.NameOrNull(options.NameColumn)} FROM {layout.From}");
        var scan = new NumberScan();
        for (long row = 0; all.Step(); row++)
        {
            if (row % 65_536 == 0)
                cancellationToken.ThrowIfCancellationRequested();
            scan.Spellings.Observe(all.Text(0), all.Text(1), scan.Quarantine);
        }

        return scan;
    }

    private static T Explained<T>(DataSetOptions options, SqliteLayout layout, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (SqliteException broken)
        {
            throw new RegisterException($"Data set '{options.Name}': {layout.Path} cannot be read as an SQLite database ({broken.Message}); check path, table and query.", broken);
        }
    }
}
