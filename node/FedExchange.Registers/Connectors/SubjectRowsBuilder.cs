using FedExchange.Governance.Expressions;

namespace FedExchange.Registers;

/// <summary>Collects a subject's rows and decides whether they are suspect or stale.</summary>
internal sealed class SubjectRowsBuilder(TableSchema schema, SubjectQuery query, DateOnly today, string subjectName)
{
    private readonly List<Value[]> rows = [];
    private bool suspect;
    private bool stale;

    /// <summary>Adds a row.</summary>
    /// <param name="cells">The row's cells in the schema's order.</param>
    /// <param name="name">The row's normalised name; empty when there is none.</param>
    /// <param name="asOf">The date up to which the row holds; null when the register has no such column.</param>
    public void Add(Value[] cells, string name, Value? asOf)
    {
        rows.Add(cells);
        if (name.Length > 0 && subjectName.Length > 0 && !string.Equals(name, subjectName, StringComparison.Ordinal))
            suspect = true;
        if (asOf is { } date && query.MaxAge is { } maxAge)
            stale |= date.Kind != ValueKind.Date || today.DayNumber - date.AsDate.DayNumber > maxAge.TotalDays;
    }

    public TableRows Build(QuarantineIndex quarantine, IReadOnlyList<string> spellings) =>
        new(schema, rows, suspect || quarantine.MayMean(spellings, subjectName), stale);
}
