using FedExchange.Governance.Expressions;
using Npgsql;

namespace FedExchange.Registers;

/// <summary>Opens a PostgreSQL data set: connection, columns and their types, index, and the unusual numbers.</summary>
internal static class PostgresOpening
{
    private const string SampleId = "110101199003070000";

    public static async Task<PostgresTable> OpenAsync(DataSetOptions options, string baseDirectory, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        var source = PostgresSource.Create(options, baseDirectory);
        try
        {
            var (lookup, warnings) = await InspectAsync(source, options, cancellationToken);
            var watch = await NumberWatch.StartAsync(stopping => ScanAsync(source, options, stopping), timeProvider, cancellationToken);
            return new PostgresTable(options, source, lookup, watch, [.. warnings, .. SqliteOpening.QuarantineWarnings(options, watch.Current.Quarantine)]);
        }
        catch (Exception failure)
        {
            await source.DisposeAsync();
            if (failure is NpgsqlException or TimeoutException or System.Net.Sockets.SocketException)
                throw PostgresSource.Explain(options, failure);
            throw;
        }
    }

    /// <summary>Checks the columns and the index; returns the look-up. Its connection is back in the pool, which may be of one, before the scan.</summary>
    private static async Task<(string Lookup, List<string> Warnings)> InspectAsync(NpgsqlDataSource source, DataSetOptions options, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var types = await ColumnTypesAsync(connection, options, cancellationToken);
        SqlNames.CheckColumns(options, types.Keys);
        CheckTypes(options, types);
        var lookup = LookupSql(options, types[options.SubjectColumn]);
        var warnings = new List<string>();
        if (!await UsesIndexAsync(connection, lookup, cancellationToken))
            warnings.Add($"Data set '{options.Name}': no index on '{options.SubjectColumn}', so every look-up reads the whole table; create an index.");
        return (lookup, warnings);
    }

    private static async Task<Dictionary<string, string>> ColumnTypesAsync(NpgsqlConnection connection, DataSetOptions options, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand($"SELECT * FROM {SqlNames.From(options)} LIMIT 0", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var index = 0; index < reader.FieldCount; index++)
            types[reader.GetName(index)] = reader.GetDataTypeName(index);
        return types;
    }

    private static void CheckTypes(DataSetOptions options, Dictionary<string, string> types)
    {
        var asOf = options.AsOfColumn is { } name ? [new DataColumn(name, name, ColumnType.Date)] : Array.Empty<DataColumn>();
        foreach (var column in options.Columns.Concat(asOf))
        {
            if (!PostgresCells.Fits(column.Type, types[column.Source]))
                throw new RegisterException(
                    $"Data set '{options.Name}': column '{column.Source}' has PostgreSQL's type {types[column.Source]}, which cannot be read as {column.Type.ToString().ToLowerInvariant()} without guessing; change the type in the data set, or cast it in a query.");
        }

        if (SubjectCast(types[options.SubjectColumn]) is null)
            throw new RegisterException(
                $"Data set '{options.Name}': column '{options.SubjectColumn}' has PostgreSQL's type {types[options.SubjectColumn]}; resident numbers must be text, varchar or char.");
    }

    /// <summary>The array type that lets the subject column's own index serve.</summary>
    private static string? SubjectCast(string type) => PostgresCells.Plain(type) switch
    {
        "text" => "text[]",
        "character varying" => "text[]",
        "character" => "bpchar[]",
        _ => null,
    };

    private static string LookupSql(DataSetOptions options, string subjectType)
    {
        var name = options.NameColumn is { } column ? SqlNames.Quote(column) + "::text" : "NULL::text";
        var asOf = options.AsOfColumn is { } date ? SqlNames.Quote(date) + "::date" : "NULL::date";
        var cells = string.Concat(options.Columns.Select(each => $", {SqlNames.Quote(each.Source)}{PostgresCells.Cast(each.Type)}"));
        return $"SELECT {name}, {asOf}{cells} FROM {SqlNames.From(options)} WHERE {SqlNames.Quote(options.SubjectColumn)} = ANY($1::{SubjectCast(subjectType)})";
    }

    /// <summary>Asks the planner with sequential scans made unattractive, so that a small table does not hide its index.</summary>
    private static async Task<bool> UsesIndexAsync(NpgsqlConnection connection, string lookup, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (var set = new NpgsqlCommand("SET LOCAL enable_seqscan = off", connection, transaction))
            await set.ExecuteNonQueryAsync(cancellationToken);
        await using var explain = new NpgsqlCommand("EXPLAIN " + lookup, connection, transaction);
        explain.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [SampleId] });
        await using var plan = await explain.ExecuteReaderAsync(cancellationToken);
        while (await plan.ReadAsync(cancellationToken))
        {
            if (plan.GetString(0).Contains("Index Cond", StringComparison.Ordinal))
                return true;
        }

        return false;
    }

    private static async Task<NumberScan> ScanAsync(NpgsqlDataSource source, DataSetOptions options, CancellationToken cancellationToken)
    {
        var name = options.NameColumn is { } column ? SqlNames.Quote(column) + "::text" : "NULL::text";
        try
        {
            await using var command = source.CreateCommand($"SELECT {SqlNames.Quote(options.SubjectColumn)}::text, {name} FROM {SqlNames.From(options)}");
            command.CommandTimeout = 0; // a large register takes as long as it takes; cancellation still ends it
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            var scan = new NumberScan();
            while (await rows.ReadAsync(cancellationToken))
                scan.Spellings.Observe(rows.IsDBNull(0) ? null : rows.GetString(0), rows.IsDBNull(1) ? null : rows.GetString(1), scan.Quarantine);
            return scan;
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
        {
            throw PostgresSource.Explain(options, failure);
        }
    }
}
