using FedExchange.Crypto.PublicKey;
using FedExchange.Crypto.Randomness;

namespace FedExchange.Governance.Audit;

/// <summary>Where an audit log lives and with what it is made.</summary>
public sealed class AuditLogOptions
{
    /// <summary>The log's own folder; made when it is missing. Holds <c>entries.log</c> and <c>checkpoint</c>.</summary>
    public required string Directory { get; init; }

    /// <summary>
    /// The ledger's SQLite file. Keep it outside <see cref="Directory"/>: then an older copy of the folder that is put back is noticed.
    /// Best a file of its own: the log holds its write lock during each flush.
    /// </summary>
    public required string LedgerPath { get; init; }

    /// <summary>The log's name in checkpoints, for instance <c>region/node/audit</c>; no white space, no plus sign. Never changes.</summary>
    public required string Origin { get; init; }

    /// <summary>Signs the checkpoints. The log does not dispose it.</summary>
    public required LogKey LogKey { get; init; }

    /// <summary>The clock for the entries' times.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Where salts come from.</summary>
    public IRandomSource Random { get; init; } = SystemRandomSource.Instance;
}
