namespace FedExchange.Governance.Expressions;

#pragma warning disable CA1720 // Integer and Decimal are the language's own words for its types.
/// <summary>The types a register's column can have.</summary>
public enum ColumnType
{
    /// <summary>Text, compared by code point.</summary>
    Text,

    /// <summary>Signed 64-bit integer.</summary>
    Integer,

    /// <summary>Exact decimal number with up to 28 digits.</summary>
    Decimal,

    /// <summary>Calendar date, written <c>yyyy-MM-dd</c>.</summary>
    Date,

    /// <summary>True or false.</summary>
    Boolean,
}
