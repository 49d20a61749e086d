namespace FedExchange.Registers;

/// <summary>Where the wanted columns stand in a CSV file, found by its header.</summary>
internal sealed class CsvLayout
{
    private CsvLayout(int width, int subject, int name, int asOf, int[] columns)
    {
        Width = width;
        Subject = subject;
        Name = name;
        AsOf = asOf;
        Columns = columns;
    }

    /// <summary>Number of columns in the file.</summary>
    public int Width { get; }

    public int Subject { get; }

    /// <summary>-1 when the data set has no name column.</summary>
    public int Name { get; }

    /// <summary>-1 when the data set has no as-of column.</summary>
    public int AsOf { get; }

    /// <summary>The place of each of the data set's columns.</summary>
    public int[] Columns { get; }

    public static CsvLayout Read(CsvRecordReader records, DataSetOptions options, string file)
    {
        if (!records.Read())
            throw new RegisterException(file, 1, null, "the file is empty; its first line must name the columns.");
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var index = 0; index < records.Count; index++)
        {
            var header = records[index].Trim().TrimStart('\uFEFF').ToString();
            if (!places.TryAdd(header, index))
                throw new RegisterException(file, records.Line, header, "the header names this column twice; rename or remove one.");
        }

        int PlaceOf(string? column) => column is null ? -1 : places.TryGetValue(column, out var place)
            ? place
            : throw new RegisterException(file, records.Line, column,
                $"the header does not name this column; it names: {string.Join(", ", places.Keys.Take(40))}. Correct the file, the delimiter or the data set.");

        return new CsvLayout(records.Count, PlaceOf(options.SubjectColumn), PlaceOf(options.NameColumn), PlaceOf(options.AsOfColumn),
            [.. options.Columns.Select(column => PlaceOf(column.Source))]);
    }
}
