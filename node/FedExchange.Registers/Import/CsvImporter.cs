using System.Globalization;
using System.Text;
using FedExchange.Governance.Expressions;
using Microsoft.Data.Sqlite;
using Microsoft.Win32.SafeHandles;

namespace FedExchange.Registers;

/// <summary>
/// Imports a CSV file into a local SQLite file: streamed, one transaction, indexed after loading, renamed into place
/// only when whole. Memory does not grow with the file.
/// </summary>
internal sealed class CsvImporter(DataSetOptions options, FileInfo source, ImportedFile target, ImportOptions import, CancellationToken cancellationToken)
{
    private const int ProgressStep = 100_000;

    /// <summary>Beyond this share of unreadable numbers the column is taken to be the wrong one.</summary>
    private const double MaxQuarantinedShare = 0.2;
    private const int MinRowsForShare = 100;

    private readonly string file = source.Name;
    private readonly Value[] cells = new Value[options.Columns.Count];
    private long rows;
    private long quarantined;

    public void Run()
    {
        File.Delete(target.Partial);
        try
        {
            using (var connection = CreateTarget())
            using (var csv = new CsvSource(source.FullName, options.Encoding))
            {
                Execute(connection, "BEGIN");
                Load(connection, csv);
                CheckShare();
                Execute(connection, $"CREATE INDEX by_subject ON {ImportedFile.RowsTable}(subject)");
                WriteMeta(connection, csv.FinishHash());
                Execute(connection, "COMMIT");
            }

            Flush(target.Partial);
            File.Move(target.Partial, target.Path, overwrite: true);
            import.Progress?.Invoke(options.Name, rows);
        }
        finally
        {
            File.Delete(target.Partial);
        }
    }

    private SqliteConnection CreateTarget()
    {
        using (var created = new FileStream(target.Partial, OwnerOnly()))
        {
        }

        var connection = ImportedFile.Open(target.Partial, SqliteOpenMode.ReadWriteCreate);
        Execute(connection, "PRAGMA page_size=8192");
        Execute(connection, "PRAGMA journal_mode=OFF");
        Execute(connection, "PRAGMA synchronous=OFF");
        Execute(connection, "PRAGMA locking_mode=EXCLUSIVE");
        Execute(connection, "PRAGMA cache_size=-65536");
        var columns = string.Concat(options.Columns.Select((column, index) => $", c{index} {StorageOf(column.Type)}"));
        Execute(connection, $"CREATE TABLE {ImportedFile.RowsTable}(subject TEXT, name TEXT, asof INTEGER{columns})");
        Execute(connection, $"CREATE TABLE {ImportedFile.QuarantineTable}(subject TEXT, name TEXT)");
        Execute(connection, "CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT)");
        return connection;
    }

    private static FileStreamOptions OwnerOnly()
    {
        var create = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return create;
    }

    private void Load(SqliteConnection connection, CsvSource csv)
    {
        var parameters = string.Concat(Enumerable.Repeat(",?", options.Columns.Count));
        using var insert = new SqliteStatement(connection, $"INSERT INTO {ImportedFile.RowsTable} VALUES(?,?,?{parameters})");
        using var setAside = new SqliteStatement(connection, $"INSERT INTO {ImportedFile.QuarantineTable} VALUES(?,?)");
        var records = new CsvRecordReader(csv.Reader, options.Delimiter);
        try
        {
            var layout = CsvLayout.Read(records, options, file);
            while (records.Read())
            {
                ImportRecord(records, layout, insert, setAside);
                if (++rows % ProgressStep == 0)
                    ReportProgress();
            }
        }
        catch (CsvFormatException bad)
        {
            throw new RegisterException(file, bad.Line, null, bad.Message + ".");
        }
        catch (DecoderFallbackException)
        {
            throw new RegisterException(file, CsvSource.FindBadLine(source.FullName, options.Encoding), null,
                $"the bytes are not {options.Encoding}; save the file as UTF-8, or set encoding: gb18030 if it is a Chinese system's.");
        }
    }

    private void ReportProgress()
    {
        cancellationToken.ThrowIfCancellationRequested();
        import.Progress?.Invoke(options.Name, rows);
    }

    private void ImportRecord(CsvRecordReader records, CsvLayout layout, SqliteStatement insert, SqliteStatement setAside)
    {
        var problem = FindProblem(records, layout, out var column, out var asOf);
        if (problem is not null && options.OnBadRow == BadRowHandling.Refuse)
            throw new RegisterException(file, records.Line, column, problem + " Correct the row, or set onBadRow: quarantine to keep such rows aside.");

        var subject = layout.Subject < records.Count ? records[layout.Subject].Trim().ToString() : "";
        var name = layout.Name >= 0 && layout.Name < records.Count ? PersonName.Normalise(records[layout.Name].Trim().ToString()) : "";
        var isKnown = ResidentId.TryCanonicalise(subject, out var canonical);
        if (problem is not null || !isKnown)
        {
            quarantined++;
            setAside.Bind(1, isKnown ? canonical : subject);
            setAside.Bind(2, name);
            setAside.Execute();
            return;
        }

        insert.Bind(1, canonical);
        insert.Bind(2, name);
        BindDate(insert, 3, asOf);
        for (var index = 0; index < cells.Length; index++)
            BindCell(insert, 4 + index, cells[index]);
        insert.Execute();
    }

    /// <summary>Parses the record into <c>cells</c>; returns what is wrong with it, or null.</summary>
    private string? FindProblem(CsvRecordReader records, CsvLayout layout, out string? column, out Value asOf)
    {
        column = null;
        asOf = Value.Null;
        if (records.Count != layout.Width)
            return $"the row has {records.Count} fields where the header has {layout.Width}.";
        for (var index = 0; index < cells.Length; index++)
        {
            column = options.Columns[index].Source;
            if (!CellParser.TryParse(options.Columns[index].Type, records[layout.Columns[index]], out cells[index]))
                return $"the value is not {CellParser.Expected(options.Columns[index].Type)}.";
            if (options.Columns[index].Required && cells[index].Kind == ValueKind.Null)
                return $"the cell is empty but the column is required; expected {CellParser.Expected(options.Columns[index].Type)}.";
        }

        column = options.AsOfColumn;
        return layout.AsOf >= 0 && !CellParser.TryParse(ColumnType.Date, records[layout.AsOf], out asOf)
            ? $"the value is not {CellParser.Expected(ColumnType.Date)}."
            : null;
    }

    private static void BindCell(SqliteStatement insert, int parameter, Value cell)
    {
        switch (cell.Kind)
        {
            case ValueKind.Null:
                insert.BindNull(parameter);
                break;
            case ValueKind.Integer:
                insert.Bind(parameter, cell.AsInteger);
                break;
            case ValueKind.Decimal:
                insert.Bind(parameter, cell.AsDecimal.ToString(CultureInfo.InvariantCulture));
                break;
            case ValueKind.Boolean:
                insert.Bind(parameter, cell.AsBoolean ? 1 : 0);
                break;
            case ValueKind.Date:
                BindDate(insert, parameter, cell);
                break;
            default:
                insert.Bind(parameter, cell.AsText);
                break;
        }
    }

    private static void BindDate(SqliteStatement insert, int parameter, Value date)
    {
        if (date.Kind == ValueKind.Null)
            insert.BindNull(parameter);
        else
            insert.Bind(parameter, date.AsDate.DayNumber);
    }

    private void CheckShare()
    {
        if (rows >= MinRowsForShare && quarantined > rows * MaxQuarantinedShare)
            throw new RegisterException($"{file}: {quarantined} of {rows} rows cannot be used, most likely because column '{options.SubjectColumn}' does not hold resident numbers; correct subjectColumn or the file.");
    }

    private void WriteMeta(SqliteConnection connection, string hash)
    {
        using var insert = new SqliteStatement(connection, "INSERT INTO meta VALUES(?,?)");
        void Write(string key, string value)
        {
            insert.Bind(1, key);
            insert.Bind(2, value);
            insert.Execute();
        }

        Write("options", ImportedFile.Fingerprint(options));
        Write("size", source.Length.ToString(CultureInfo.InvariantCulture));
        Write("modified", source.LastWriteTimeUtc.Ticks.ToString(CultureInfo.InvariantCulture));
        Write("hash", hash);
        Write("rows", rows.ToString(CultureInfo.InvariantCulture));
        Write("quarantined", quarantined.ToString(CultureInfo.InvariantCulture));
    }

    private static string StorageOf(ColumnType type) => type is ColumnType.Text or ColumnType.Decimal ? "TEXT" : "INTEGER";

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var statement = new SqliteStatement(connection, sql);
        statement.Execute();
    }

    private static void Flush(string path)
    {
        using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
        RandomAccess.FlushToDisk(handle);
    }
}
