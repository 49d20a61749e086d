namespace FedExchange.Governance.Expressions;

/// <summary>Finds a column's cell in a row and remembers its place per schema; safe for concurrent use.</summary>
internal sealed class ColumnSlot(string column)
{
    private Place? known;

    public Value Read(TableSchema schema, Value[] row)
    {
        var place = known;
        if (place is null || !ReferenceEquals(place.Schema, schema))
            known = place = new Place(schema, schema.OrdinalOf(column));
        return (uint)place.Ordinal < (uint)row.Length ? row[place.Ordinal] : Value.Undetermined;
    }

    private sealed record Place(TableSchema Schema, int Ordinal);
}
