namespace FedExchange.Governance.Expressions;

/// <summary>A typed column that expressions may name.</summary>
/// <param name="Name">The column's name in expressions.</param>
/// <param name="Type">Its type.</param>
/// <param name="Grade">Its grade after GB/T 43697-2024: <c>L1</c> to <c>L4</c>, <c>important</c> or <c>core</c>.</param>
/// <param name="Required">True when every row must have a value.</param>
public sealed record ColumnSchema(string Name, ColumnType Type, string Grade = "L3", bool Required = false);
