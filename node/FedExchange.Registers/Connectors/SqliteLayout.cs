using FedExchange.Governance.Expressions;
using SQLitePCL;

namespace FedExchange.Registers;

/// <summary>How a data set lies in an SQLite file: the look-up's SQL and how to read its rows.</summary>
internal sealed class SqliteLayout
{
    private readonly DataSetOptions options;
    private readonly ColumnType[] types;

    private SqliteLayout(DataSetOptions options, string path, bool isImported, string from, string lookupSql)
    {
        this.options = options;
        Path = path;
        IsImported = isImported;
        From = from;
        LookupSql = lookupSql;
        Schema = options.ToSchema();
        types = [.. options.Columns.Select(column => column.Type)];
    }

    public string Path { get; }

    /// <summary>True for a file this node made from a CSV: numbers canonical, names normalised.</summary>
    public bool IsImported { get; }

    public string From { get; }

    public string LookupSql { get; }

    public TableSchema Schema { get; }

    public int SpellingsPerLookup => IsImported ? 1 : 3;

    public static SqliteLayout OfImported(DataSetOptions options, string path)
    {
        var cells = string.Concat(options.Columns.Select((_, index) => $", c{index}"));
        return new SqliteLayout(options, path, isImported: true, ImportedFile.RowsTable,
            $"SELECT name, asof{cells} FROM {ImportedFile.RowsTable} WHERE subject = ?");
    }

    public static SqliteLayout OfForeign(DataSetOptions options, string path)
    {
        var from = SqlNames.From(options);
        var cells = string.Concat(options.Columns.Select(column => $", {SqlNames.Quote(column.Source)}"));
        return new SqliteLayout(options, path, isImported: false, from,
            $"SELECT {NameOrNull(options.NameColumn)}, {NameOrNull(options.AsOfColumn)}{cells} FROM {from} WHERE {SqlNames.Quote(options.SubjectColumn)} IN (?,?,?)");
    }

    public static string NameOrNull(string? column) => column is null ? "NULL" : SqlNames.Quote(column);

    public void ReadRow(SqliteStatement row, SubjectRowsBuilder builder)
    {
        var cells = new Value[types.Length];
        for (var index = 0; index < cells.Length; index++)
            cells[index] = ReadCell(row, index + 2, types[index]);
        var name = row.StorageClass(0) == raw.SQLITE_NULL ? "" : row.Text(0);
        builder.Add(cells, IsImported ? name : PersonName.Normalise(name),
            options.AsOfColumn is null ? null : ReadCell(row, 1, ColumnType.Date));
    }

    private Value ReadCell(SqliteStatement row, int column, ColumnType type) =>
        IsImported ? SqliteCells.ReadImported(row, column, type) : SqliteCells.ReadForeign(row, column, type);
}
