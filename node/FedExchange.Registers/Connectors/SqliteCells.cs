using System.Globalization;
using FedExchange.Governance.Expressions;
using SQLitePCL;

namespace FedExchange.Registers;

/// <summary>Reads SQLite's cells as typed values. A cell that does not fit its column's type is undetermined, never guessed.</summary>
internal static class SqliteCells
{
    /// <summary>A cell of an imported file: dates are day numbers, decimals text, Booleans 0 and 1.</summary>
    public static Value ReadImported(SqliteStatement row, int column, ColumnType type)
    {
        if (row.StorageClass(column) == raw.SQLITE_NULL)
            return Value.Null;
        return type switch
        {
            ColumnType.Integer => Value.FromInteger(row.Integer(column)),
            ColumnType.Date => Value.FromDate(DateOnly.FromDayNumber((int)row.Integer(column))),
            ColumnType.Boolean => Value.FromBoolean(row.Integer(column) != 0),
            ColumnType.Decimal => Parse(row.Text(column), type),
            _ => Value.FromText(row.Text(column)),
        };
    }

    /// <summary>A cell of somebody's database, whatever storage class it has.</summary>
    public static Value ReadForeign(SqliteStatement row, int column, ColumnType type)
    {
        switch (row.StorageClass(column))
        {
            case raw.SQLITE_NULL:
                return Value.Null;
            case raw.SQLITE_INTEGER when type == ColumnType.Integer:
                return Value.FromInteger(row.Integer(column));
            case raw.SQLITE_INTEGER when type == ColumnType.Decimal:
                return Value.FromDecimal(row.Integer(column));
            case raw.SQLITE_FLOAT when type == ColumnType.Decimal:
                return FromReal(row.Real(column));
            case raw.SQLITE_BLOB:
                return Value.Undetermined;
            default:
                var text = row.Text(column);
                return Parse(type == ColumnType.Date ? DateOf(text) : text, type);
        }
    }

    private static Value Parse(string text, ColumnType type) => CellParser.TryParse(type, text, out var value) ? value : Value.Undetermined;

    /// <summary>Drops the time of day from <c>2024-01-31 08:00:00</c> and <c>2024-01-31T08:00:00</c>.</summary>
    private static string DateOf(string text) => text.Length > 10 && (text[10] is ' ' or 'T') ? text[..10] : text;

    /// <summary>The shortest decimal that reads back as the same binary number.</summary>
    private static Value FromReal(double number) =>
        decimal.TryParse(number.ToString("R", CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? Value.FromDecimal(value)
            : Value.Undetermined;
}
