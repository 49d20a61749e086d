using System.Globalization;
using FedExchange.Governance.Expressions;

namespace FedExchange.Registers;

/// <summary>Reads the text of a cell as its column's type. White space around it does not count; nothing left is null.</summary>
internal static class CellParser
{
    private static readonly string[] DateForms = ["yyyy-MM-dd", "yyyyMMdd", "yyyy/MM/dd", "yyyy-MM", "yyyy/MM"];

    /// <summary>What a cell of this type looks like, for messages.</summary>
    public static string Expected(ColumnType type) => type switch
    {
        ColumnType.Integer => "a whole number of at most 64 bits",
        ColumnType.Decimal => "a number with at most 28 digits and a point, such as 1234.50",
        ColumnType.Date => "a date such as 2024-01-31, 20240131 or 2024-01",
        ColumnType.Boolean => "true or false (also 1, 0, yes, no)",
        _ => "text",
    };

    public static bool TryParse(ColumnType type, ReadOnlySpan<char> text, out Value value)
    {
        text = text.Trim();
        value = Value.Null;
        if (text.IsEmpty)
            return true;
        switch (type)
        {
            case ColumnType.Integer:
                var isInteger = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer);
                value = Value.FromInteger(integer);
                return isInteger;
            case ColumnType.Decimal:
                return TryParseDecimal(text, out value);
            case ColumnType.Date:
                return TryParseDate(text, out value);
            case ColumnType.Boolean:
                return TryParseBoolean(text, out value);
            default:
                value = Value.FromText(text.ToString());
                return true;
        }
    }

    public static bool TryParseDecimal(ReadOnlySpan<char> text, out Value value)
    {
        const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        var digits = 0;
        foreach (var c in text)
            digits += char.IsAsciiDigit(c) ? 1 : 0;
        decimal number = 0;
        var isDecimal = digits <= 28 && decimal.TryParse(text, Style, CultureInfo.InvariantCulture, out number);
        value = Value.FromDecimal(number);
        return isDecimal;
    }

    /// <summary>A month without a day is its first day.</summary>
    public static bool TryParseDate(ReadOnlySpan<char> text, out Value value)
    {
        var isDate = DateOnly.TryParseExact(text, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
        value = Value.FromDate(date);
        return isDate;
    }

    private static bool TryParseBoolean(ReadOnlySpan<char> text, out Value value)
    {
        var isTrue = Is(text, "true") || Is(text, "1") || Is(text, "yes") || Is(text, "y") || Is(text, "是");
        var isFalse = Is(text, "false") || Is(text, "0") || Is(text, "no") || Is(text, "n") || Is(text, "否");
        value = Value.FromBoolean(isTrue);
        return isTrue || isFalse;
    }

    private static bool Is(ReadOnlySpan<char> text, string word) => text.Equals(word, StringComparison.OrdinalIgnoreCase);
}
