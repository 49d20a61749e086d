namespace FedExchange.Governance.Expressions;

/// <summary>One subject's rows held in memory.</summary>
public sealed class SubjectRows : ISubjectRows
{
    private readonly TableRows[] tables;

    /// <summary>Holds the rows of the given tables.</summary>
    public SubjectRows(params IEnumerable<TableRows> tables) => this.tables = [.. tables];

    /// <inheritdoc/>
    public TableRows? Rows(string table)
    {
        foreach (var rows in tables)
        {
            if (string.Equals(rows.Schema.Name, table, StringComparison.Ordinal))
                return rows;
        }

        return null;
    }
}
