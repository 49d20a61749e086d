using FedExchange.Governance.Expressions;

namespace FedExchange.Registers;

/// <summary>One open register. Internal on purpose: the way in is <see cref="RecordStore"/>, with a grant.</summary>
internal interface IRegisterTable : IAsyncDisposable
{
    TableSchema Schema { get; }

    /// <summary>What the data officer should know: a missing index, rows kept aside. No personal data.</summary>
    IReadOnlyList<string> Warnings { get; }

    ValueTask<TableRows> ReadAsync(SubjectQuery query, DateOnly today, CancellationToken cancellationToken);

    /// <summary>All rows, those kept aside included.</summary>
    ValueTask<long> CountAsync(CancellationToken cancellationToken);
}
