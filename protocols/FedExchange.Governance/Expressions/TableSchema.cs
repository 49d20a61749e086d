using System.Collections.Frozen;

namespace FedExchange.Governance.Expressions;

/// <summary>A register's table as expressions see it: a name and typed columns in a fixed order.</summary>
public sealed class TableSchema
{
    private readonly FrozenDictionary<string, int> ordinals;

    /// <summary>Describes a table.</summary>
    /// <param name="name">The table's name in expressions.</param>
    /// <param name="columns">Its columns; the order is that of the cells in <see cref="TableRows"/>.</param>
    /// <exception cref="ArgumentException">Two columns have the same name.</exception>
    public TableSchema(string name, IEnumerable<ColumnSchema> columns)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(columns);
        Name = name;
        Columns = [.. columns];
        ordinals = Columns.Select((column, ordinal) => (column.Name, ordinal))
            .ToFrozenDictionary(pair => pair.Name, pair => pair.ordinal, StringComparer.Ordinal);
        if (ordinals.Count != Columns.Count)
            throw new ArgumentException($"Table {name} has two columns of one name.", nameof(columns));
    }

    /// <summary>The table's name in expressions.</summary>
    public string Name { get; }

    /// <summary>The columns, in the order of the cells.</summary>
    public IReadOnlyList<ColumnSchema> Columns { get; }

    /// <summary>The place of a column's cell in a row, or -1 when the table has no such column.</summary>
    public int OrdinalOf(string column) => ordinals.TryGetValue(column, out var ordinal) ? ordinal : -1;

    /// <summary>The column of that name, or null.</summary>
    public ColumnSchema? Find(string column) => ordinals.TryGetValue(column, out var ordinal) ? Columns[ordinal] : null;
}
