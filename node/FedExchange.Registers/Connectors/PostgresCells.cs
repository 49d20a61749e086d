using FedExchange.Governance.Expressions;
using Npgsql;

namespace FedExchange.Registers;

/// <summary>Which PostgreSQL types fit which column type, and how their cells are read.</summary>
internal static class PostgresCells
{
    /// <summary>True when cells of the database's type can be read as the column's type without guessing.</summary>
    public static bool Fits(ColumnType type, string databaseType)
    {
        var plain = Plain(databaseType);
        return type switch
        {
            ColumnType.Integer => plain is "smallint" or "integer" or "bigint",
            ColumnType.Decimal => plain is "smallint" or "integer" or "bigint" or "numeric",
            ColumnType.Date => plain is "date" or "timestamp without time zone",
            ColumnType.Boolean => plain is "boolean",
            _ => true,
        };
    }

    /// <summary>The type's name without length or precision: <c>timestamp(3) without time zone</c> has it in the middle.</summary>
    public static string Plain(string databaseType)
    {
        var (open, close) = (databaseType.IndexOf('('), databaseType.IndexOf(')'));
        return open < 0 || close < open ? databaseType : databaseType.Remove(open, close - open + 1);
    }

    /// <summary>The cast that makes the wire type certain. Decimals travel as text: their range is wider than ours.</summary>
    public static string Cast(ColumnType type) => type switch
    {
        ColumnType.Integer => "::bigint",
        ColumnType.Date => "::date",
        ColumnType.Boolean => "::boolean",
        _ => "::text",
    };

    public static Value Read(NpgsqlDataReader row, int column, ColumnType type)
    {
        if (row.IsDBNull(column))
            return Value.Null;
        return type switch
        {
            ColumnType.Integer => Value.FromInteger(row.GetInt64(column)),
            ColumnType.Boolean => Value.FromBoolean(row.GetBoolean(column)),
            ColumnType.Date => FromDate(row.GetFieldValue<DateOnly>(column)),
            ColumnType.Decimal => FromDecimal(row.GetString(column)),
            _ => FromText(row.GetString(column)),
        };
    }

    /// <summary>The driver reads infinity as the calendar's ends; neither is a date.</summary>
    private static Value FromDate(DateOnly date) =>
        date == DateOnly.MinValue || date == DateOnly.MaxValue ? Value.Undetermined : Value.FromDate(date);

    /// <summary>Trailing zeros beyond our digits are dropped; NaN and numbers beyond 28 digits are undetermined.</summary>
    private static Value FromDecimal(string text)
    {
        if (text.Contains('.', StringComparison.Ordinal))
            text = text.TrimEnd('0').TrimEnd('.');
        return CellParser.TryParseDecimal(text, out var value) ? value : Value.Undetermined;
    }

    private static Value FromText(string text) => CellParser.TryParse(ColumnType.Text, text, out var value) ? value : Value.Undetermined;
}
