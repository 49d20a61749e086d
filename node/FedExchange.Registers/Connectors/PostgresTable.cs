using FedExchange.Governance.Expressions;
using Npgsql;

namespace FedExchange.Registers;

/// <summary>Reads one PostgreSQL table in place: pooled read-only sessions, one prepared parameterised statement per look-up.</summary>
internal sealed class PostgresTable(
    DataSetOptions options, NpgsqlDataSource source, string lookupSql, NumberWatch watch, IReadOnlyList<string> warnings)
    : IRegisterTable
{
    private readonly ColumnType[] types = [.. options.Columns.Select(column => column.Type)];

    public TableSchema Schema { get; } = options.ToSchema();

    public IReadOnlyList<string> Warnings => warnings;

    public async ValueTask<TableRows> ReadAsync(SubjectQuery query, DateOnly today, CancellationToken cancellationToken)
    {
        var scan = watch.Current;
        var all = scan.Spellings.Of(query.CanonicalId);
        var builder = new SubjectRowsBuilder(Schema, query, today, PersonName.Normalise(query.Name));
        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            await using var command = new NpgsqlCommand(lookupSql, connection);
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. all] });
            await command.PrepareAsync(cancellationToken);
            await using var rows = await command.ExecuteReaderAsync(cancellationToken);
            while (await rows.ReadAsync(cancellationToken))
                ReadRow(rows, builder);
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
        {
            throw PostgresSource.Explain(options, failure);
        }

        return builder.Build(scan.Quarantine, all);
    }

    public async ValueTask<long> CountAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = source.CreateCommand($"SELECT count(*) FROM {SqlNames.From(options)}");
            return (long)(await command.ExecuteScalarAsync(cancellationToken) ?? 0L);
        }
        catch (Exception failure) when (failure is NpgsqlException or TimeoutException)
        {
            throw PostgresSource.Explain(options, failure);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await watch.DisposeAsync();
        await source.DisposeAsync();
    }

    private void ReadRow(NpgsqlDataReader row, SubjectRowsBuilder builder)
    {
        var cells = new Value[types.Length];
        for (var index = 0; index < cells.Length; index++)
            cells[index] = PostgresCells.Read(row, index + 2, types[index]);
        var name = row.IsDBNull(0) ? "" : PersonName.Normalise(row.GetString(0));
        builder.Add(cells, name, options.AsOfColumn is null ? null : PostgresCells.Read(row, 1, ColumnType.Date));
    }
}
