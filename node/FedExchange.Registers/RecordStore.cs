using System.Collections.Frozen;
using FedExchange.Governance.Expressions;
using FedExchange.Governance.Policy;

namespace FedExchange.Registers;

/// <summary>The node's registers. There is one way in, and it wants a <see cref="QueryGrant"/>. Safe for concurrent use.</summary>
public sealed class RecordStore : IAsyncDisposable
{
    private readonly FrozenDictionary<string, IRegisterTable> tables;
    private readonly TimeProvider timeProvider;

    private RecordStore(IEnumerable<IRegisterTable> opened, TimeProvider timeProvider)
    {
        tables = opened.ToFrozenDictionary(table => table.Schema.Name, StringComparer.Ordinal);
        this.timeProvider = timeProvider;
        Schemas = tables.ToFrozenDictionary(pair => pair.Key, pair => pair.Value.Schema, StringComparer.Ordinal);
        Warnings = [.. tables.Values.SelectMany(table => table.Warnings)];
    }

    /// <summary>The tables by name, for checking expressions.</summary>
    public IReadOnlyDictionary<string, TableSchema> Schemas { get; }

    /// <summary>What the data officer should know: missing indexes, rows kept aside. Without personal data.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The local calendar date that ages rows; evaluate expressions with the same one.</summary>
    public DateOnly Today => DateOnly.FromDateTime(timeProvider.GetLocalNow().DateTime);

    /// <summary>Opens every data set; CSV files that changed are imported first.</summary>
    /// <param name="dataSets">The data sets; names must differ.</param>
    /// <param name="baseDirectory">What relative paths are relative to: the node's directory.</param>
    /// <param name="options">Where imports are kept, and the clock.</param>
    /// <param name="cancellationToken">Ends an import; nothing half imported remains.</param>
    /// <exception cref="RegisterException">A data set cannot be opened; the message says which, where and what to do.</exception>
    public static async Task<RecordStore> OpenAsync(
        IReadOnlyList<DataSetOptions> dataSets, string baseDirectory, ImportOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataSets);
        ArgumentNullException.ThrowIfNull(options);
        if (dataSets.GroupBy(set => set.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new RegisterException($"There are two data sets named '{twice.Key}'; rename one.");
        var opened = new List<IRegisterTable>();
        try
        {
            foreach (var set in dataSets)
                opened.Add(await OpenOneAsync(set, baseDirectory, options, cancellationToken));
            return new RecordStore(opened, options.TimeProvider);
        }
        catch
        {
            foreach (var table in opened)
                await table.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads one subject's rows of the named tables, the grant's tables only.</summary>
    /// <param name="grant">The permission, given after its audit entry became durable.</param>
    /// <param name="query">Whose rows.</param>
    /// <param name="tablesToRead">The tables, for example <see cref="Expression.Tables"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="RegisterException">A table is not granted for a verification, not there, or cannot be read; or the number is not canonical.</exception>
    public ValueTask<ISubjectRows> ReadAsync(
        QueryGrant grant, SubjectQuery query, IReadOnlyList<string> tablesToRead, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grant);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(tablesToRead);
        foreach (var table in tablesToRead)
            CheckGranted(grant, AccessRequest.Verification, table);
        return ReadTablesAsync(query, tablesToRead, cancellationToken);
    }

    /// <summary>Counts all rows of a table, those kept aside included.</summary>
    /// <param name="grant">The permission; must name the table.</param>
    /// <param name="table">The table.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="RegisterException">The table is not granted for a count, not there, or cannot be read.</exception>
    public ValueTask<long> CountAsync(QueryGrant grant, string table, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grant);
        CheckGranted(grant, AccessRequest.Count, table);
        return Find(table).CountAsync(cancellationToken);
    }

    /// <summary>Closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var table in tables.Values)
            await table.DisposeAsync();
    }

    private static async Task<IRegisterTable> OpenOneAsync(
        DataSetOptions set, string baseDirectory, ImportOptions options, CancellationToken cancellationToken) => set.Kind switch
        {
            DataSetKind.Csv => await Task.Run(() => SqliteOpening.OpenCsv(set, baseDirectory, options, cancellationToken), cancellationToken),
            DataSetKind.Sqlite => await SqliteOpening.OpenSqliteAsync(set, baseDirectory, options.TimeProvider, cancellationToken),
            DataSetKind.Postgres => await PostgresOpening.OpenAsync(set, baseDirectory, options.TimeProvider, cancellationToken),
            _ => throw new RegisterException($"Data set '{set.Name}' has an unknown kind."),
        };

    private static void CheckGranted(QueryGrant grant, string protocol, string table)
    {
        if (!string.Equals(grant.Protocol, protocol, StringComparison.Ordinal))
            throw new RegisterException($"A grant for a {grant.Protocol} cannot be used for a {protocol}.");
        if (!grant.Tables.Contains(table, StringComparer.Ordinal))
            throw new RegisterException($"The grant does not cover table '{table}'.");
    }

    private async ValueTask<ISubjectRows> ReadTablesAsync(SubjectQuery query, IReadOnlyList<string> tablesToRead, CancellationToken cancellationToken)
    {
        if (!ResidentId.IsCanonical(query.CanonicalId))
            throw new RegisterException("The subject's number is not in canonical form; canonicalise it first.");
        var today = Today;
        var read = new TableRows[tablesToRead.Count];
        for (var index = 0; index < read.Length; index++)
            read[index] = await Find(tablesToRead[index]).ReadAsync(query, today, cancellationToken);
        return new SubjectRows(read);
    }

    private IRegisterTable Find(string table) => tables.TryGetValue(table, out var found)
        ? found
        : throw new RegisterException($"This node has no table '{table}'.");
}
