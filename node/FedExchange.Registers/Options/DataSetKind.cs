namespace FedExchange.Registers;

/// <summary>Where a data set's rows are kept.</summary>
public enum DataSetKind
{
    /// <summary>A CSV file, imported into a local indexed file when it changes.</summary>
    Csv,

    /// <summary>An SQLite database, read in place and read-only.</summary>
    Sqlite,

    /// <summary>A PostgreSQL database, read in place and read-only.</summary>
    Postgres,
}
