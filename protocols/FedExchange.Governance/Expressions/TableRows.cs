namespace FedExchange.Governance.Expressions;

/// <summary>The rows of one table that belong to one subject. Personal data: the text form gives the number of rows only.</summary>
public sealed class TableRows
{
    /// <summary>Collects a subject's rows.</summary>
    /// <param name="schema">The table; each row has one cell per column, in its order.</param>
    /// <param name="rows">The rows; not copied.</param>
    /// <param name="suspect">True when rows may be missing or may belong to somebody else; the table then decides nothing.</param>
    /// <param name="stale">True when a row is older than the definition allows; the table then decides nothing.</param>
    public TableRows(TableSchema schema, IReadOnlyList<Value[]> rows, bool suspect = false, bool stale = false)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(rows);
        Schema = schema;
        Rows = rows;
        Suspect = suspect;
        Stale = stale;
    }

    /// <summary>The table the rows come from.</summary>
    public TableSchema Schema { get; }

    /// <summary>The rows; one cell per column of <see cref="Schema"/>.</summary>
    public IReadOnlyList<Value[]> Rows { get; }

    /// <summary>Rows may be missing or may belong to somebody else: whatever asks this table is undetermined.</summary>
    public bool Suspect { get; }

    /// <summary>A row is older than allowed: whatever asks this table is undetermined.</summary>
    public bool Stale { get; }

    internal bool Decides => !Suspect && !Stale;

    /// <summary>The number of rows, never their content.</summary>
    public override string ToString() => $"{Rows.Count} row(s) of {Schema.Name}";
}
