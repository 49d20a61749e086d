namespace FedExchange.Registers;

/// <summary>Puts names from the configuration into SQL safely.</summary>
internal static class SqlNames
{
    private const int MaxLength = 128;

    public static string Quote(string name)
    {
        if (name.Length is 0 or > MaxLength || name.Any(char.IsControl))
            throw new RegisterException($"'{new string([.. name.Where(c => !char.IsControl(c)).Take(MaxLength)])}' is no column or table name; correct it in the data set.");
        return $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    /// <summary>The table, or the query in brackets, as it stands after FROM.</summary>
    public static string From(DataSetOptions options)
    {
        if (options.Query is { } query)
            return $"({query.Trim().TrimEnd(';')}) AS source";
        return string.Join('.', (options.Table ?? options.Name).Split('.').Select(Quote));
    }

    /// <summary>Every source column that the data set names.</summary>
    public static IEnumerable<string> ColumnsOf(DataSetOptions options)
    {
        string?[] own = [options.SubjectColumn, options.NameColumn, options.AsOfColumn];
        return own.OfType<string>().Concat(options.Columns.Select(column => column.Source)).Distinct(StringComparer.Ordinal);
    }

    /// <summary>Refuses a data set whose columns are not all there.</summary>
    public static void CheckColumns(DataSetOptions options, IReadOnlyCollection<string> present)
    {
        var missing = ColumnsOf(options).Where(column => !present.Contains(column)).ToList();
        if (missing.Count > 0)
            throw new RegisterException(
                $"Data set '{options.Name}': the source has no column {string.Join(", ", missing.Select(name => $"'{name}'"))}; it has {string.Join(", ", present.Take(60))}. Correct the data set's column names.");
    }
}
