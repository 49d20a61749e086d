namespace FedExchange.Governance.Expressions;

/// <summary>What one evaluation works on: the subject's rows of each table named, and the row an aggregate is at.</summary>
internal sealed class EvaluationFrame(TableRows?[] tables, DateOnly today)
{
    public DateOnly Today => today;

    public Value[] Row { get; set; } = [];

    /// <summary>The rows of a table, or null when that table decides nothing.</summary>
    public TableRows? Rows(int table) => tables[table] is { Decides: true } rows ? rows : null;
}
