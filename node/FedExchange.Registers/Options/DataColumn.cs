using FedExchange.Governance.Expressions;

namespace FedExchange.Registers;

/// <summary>A column that a data set offers to expressions.</summary>
/// <param name="Name">Its name in expressions.</param>
/// <param name="Source">Its name in the file or database.</param>
/// <param name="Type">Its type.</param>
/// <param name="Grade">Its grade: <c>L1</c> to <c>L4</c>, <c>important</c> or <c>core</c>.</param>
/// <param name="Required">True when an empty cell makes a bad row.</param>
public sealed record DataColumn(string Name, string Source, ColumnType Type, string Grade = "L3", bool Required = false);
