using FedExchange.Governance.Expressions;

namespace FedExchange.Registers.Tests.Support;

/// <summary>Opens data sets the way tests need them.</summary>
internal static class Tables
{
    public static readonly DateOnly Today = new(2026, 11, 23);

    public static DataSetOptions Csv(string path = "people.csv", BadRowHandling onBadRow = BadRowHandling.Refuse, string encoding = "utf-8", bool withName = true) => new()
    {
        Name = "people",
        Kind = DataSetKind.Csv,
        Path = path,
        SubjectColumn = "id",
        NameColumn = withName ? "name" : null,
        AsOfColumn = "asof",
        Encoding = encoding,
        OnBadRow = onBadRow,
        Columns =
        [
            new DataColumn("city", "city", ColumnType.Text),
            new DataColumn("months", "months", ColumnType.Integer),
            new DataColumn("income", "income", ColumnType.Decimal),
            new DataColumn("since", "since", ColumnType.Date),
            new DataColumn("active", "active", ColumnType.Boolean),
        ],
    };

    public static DataSetOptions InPlace(DataSetKind kind, string? path = null, string? connectionString = null, string? table = null) => new()
    {
        Name = "people",
        Kind = kind,
        Path = path,
        ConnectionString = connectionString,
        Table = table,
        SubjectColumn = "id",
        NameColumn = "name",
        AsOfColumn = "asof",
        Columns = Csv().Columns,
    };

    public static SqliteTable OpenCsv(TempDirectory directory, DataSetOptions? options = null) =>
        SqliteOpening.OpenCsv(options ?? Csv(), directory.Path, Import(directory), CancellationToken.None);

    public static ImportOptions Import(TempDirectory directory) => new() { Directory = Path.Combine(directory.Path, "imported") };

    public static async Task<TableRows> ReadAsync(IRegisterTable table, string id, string? name = null, TimeSpan? maxAge = null) =>
        await table.ReadAsync(new SubjectQuery { CanonicalId = id, Name = name, MaxAge = maxAge }, Today, TestContext.Current.CancellationToken);
}
