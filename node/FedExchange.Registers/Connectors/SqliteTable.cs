using System.Collections.Concurrent;
using FedExchange.Governance.Expressions;
using Microsoft.Data.Sqlite;

namespace FedExchange.Registers;

/// <summary>Reads one table of an SQLite file, imported or somebody's own, through a pool of prepared look-ups.</summary>
internal sealed class SqliteTable : IRegisterTable
{
    private readonly ConcurrentBag<SqliteReader> idle = [];
    private readonly SqliteLayout layout;
    private readonly QuarantineIndex imported;
    private readonly NumberWatch? watch;
    private readonly Lock gate = new();
    private bool disposed;

    /// <summary>An imported file: its rows kept aside never change.</summary>
    public SqliteTable(SqliteLayout layout, QuarantineIndex imported, IReadOnlyList<string> warnings)
    {
        this.layout = layout;
        this.imported = imported;
        Warnings = warnings;
    }

    /// <summary>Somebody's own file, watched for unusual numbers.</summary>
    public SqliteTable(SqliteLayout layout, NumberWatch watch, IReadOnlyList<string> warnings)
        : this(layout, watch.Current.Quarantine, warnings) => this.watch = watch;

    public TableSchema Schema => layout.Schema;

    public IReadOnlyList<string> Warnings { get; }

    public ValueTask<TableRows> ReadAsync(SubjectQuery query, DateOnly today, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var name = PersonName.Normalise(query.Name);
        var scan = watch?.Current;
        var all = scan?.Spellings.Of(query.CanonicalId) ?? ResidentId.Spellings(query.CanonicalId);
        var builder = new SubjectRowsBuilder(Schema, query, today, name);
        WithReader(reader =>
        {
            for (var next = 0; next < (layout.IsImported ? 1 : all.Count); next += layout.SpellingsPerLookup)
                Lookup(reader.Lookup, all, next, builder);
            return 0;
        });
        return ValueTask.FromResult(builder.Build(scan?.Quarantine ?? imported, all));
    }

    public ValueTask<long> CountAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(WithReader(reader =>
        {
            using var count = new SqliteStatement(reader.Connection, $"SELECT count(*) FROM {layout.From}");
            return count.Step() ? count.Integer(0) : 0;
        }) + (layout.IsImported ? imported.Count : 0));
    }

    public async ValueTask DisposeAsync()
    {
        lock (gate)
            disposed = true;
        while (idle.TryTake(out var reader))
            reader.Dispose();
        if (watch is not null)
            await watch.DisposeAsync();
    }

    private void Lookup(SqliteStatement lookup, IReadOnlyList<string> all, int first, SubjectRowsBuilder builder)
    {
        for (var index = 0; index < layout.SpellingsPerLookup; index++)
            lookup.Bind(index + 1, all[Math.Min(first + index, all.Count - 1)]);
        while (lookup.Step())
            layout.ReadRow(lookup, builder);
        lookup.Reset();
    }

    /// <summary>Runs with a reader of its own; a reader that failed is not used again.</summary>
    private T WithReader<T>(Func<SqliteReader, T> use)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        SqliteReader? reader = null;
        var isWhole = false;
        try
        {
            if (!idle.TryTake(out reader))
                reader = new SqliteReader(layout.Path, layout.LookupSql);
            var result = use(reader);
            isWhole = true;
            return result;
        }
        catch (SqliteException broken)
        {
            throw new RegisterException($"Data set '{Schema.Name}' cannot be read from its SQLite file (error {broken.SqliteErrorCode}); check that the file is there, readable and whole.", broken);
        }
        finally
        {
            if (isWhole)
                GiveBack(reader!);
            else
                reader?.Dispose();
        }
    }

    private void GiveBack(SqliteReader reader)
    {
        lock (gate)
        {
            if (!disposed)
            {
                idle.Add(reader);
                return;
            }
        }

        reader.Dispose();
    }
}
