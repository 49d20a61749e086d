namespace FedExchange.Governance.Expressions;

#pragma warning disable CA1720 // Integer and Decimal are the language's own words for its types.
/// <summary>What a <see cref="Value"/> holds.</summary>
public enum ValueKind : byte
{
    /// <summary>The register says nothing: no row, or an empty cell. <c>== null</c> decides it, everything else does not.</summary>
    Null,

    /// <summary>Cannot be decided: doubtful rows, overflow, division by zero, or a null used in a comparison.</summary>
    Undetermined,

    /// <summary>True or false.</summary>
    Boolean,

    /// <summary>A signed 64-bit integer.</summary>
    Integer,

    /// <summary>A <see cref="decimal"/>.</summary>
    Decimal,

    /// <summary>Text, compared by code point.</summary>
    Text,

    /// <summary>A calendar date without time.</summary>
    Date,

    /// <summary>A span of calendar months and days, such as <c>P10Y</c>; only in expressions, never in a column.</summary>
    Duration,
}
