namespace FedExchange.Governance.Expressions;

/// <summary>What the checker knows of a node; <c>Unknown</c> follows a problem already reported and hides its echoes.</summary>
internal enum StaticType
{
    Unknown,
    Null,
    Boolean,
    Integer,
    Decimal,
    Text,
    Date,
    Duration,
}
