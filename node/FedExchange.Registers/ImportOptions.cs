namespace FedExchange.Registers;

/// <summary>How registers are opened.</summary>
public sealed class ImportOptions
{
    /// <summary>Where imported CSV files are kept, one SQLite file each. They hold personal data: the directory is made for the owner only.</summary>
    public required string Directory { get; init; }

    /// <summary>The clock that ages rows. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Told after every 100,000 rows of an import, and at its end: table and rows so far.</summary>
    public Action<string, long>? Progress { get; init; }
}
