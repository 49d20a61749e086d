using FedExchange.Governance.Expressions;
using YamlDotNet.RepresentationModel;

namespace FedExchange.Registers;

/// <summary>One table of a node: where its rows are and which columns expressions may name.</summary>
public sealed class DataSetOptions
{
    /// <summary>The table's name in expressions and policies.</summary>
    public required string Name { get; init; }

    /// <summary>Where the rows are kept.</summary>
    public required DataSetKind Kind { get; init; }

    /// <summary>CSV or SQLite: the file, relative to the node's directory.</summary>
    public string? Path { get; init; }

    /// <summary>PostgreSQL: the connection string; better without a password.</summary>
    public string? ConnectionString { get; init; }

    /// <summary>PostgreSQL: the password itself. Prefer <see cref="PasswordEnvironmentVariable"/> or <see cref="PasswordFile"/>.</summary>
    public string? Password { get; init; }

    /// <summary>PostgreSQL: the environment variable that holds the password.</summary>
    public string? PasswordEnvironmentVariable { get; init; }

    /// <summary>PostgreSQL: the file that holds the password, relative to the node's directory; a final line break is dropped.</summary>
    public string? PasswordFile { get; init; }

    /// <summary>SQLite and PostgreSQL: the table or view, <c>schema.table</c> allowed. Default: the data set's name.</summary>
    public string? Table { get; init; }

    /// <summary>SQLite and PostgreSQL: a SELECT to read instead of a table.</summary>
    public string? Query { get; init; }

    /// <summary>The column with the resident number.</summary>
    public required string SubjectColumn { get; init; }

    /// <summary>The column with the person's name; lets mistyped numbers be noticed.</summary>
    public string? NameColumn { get; init; }

    /// <summary>The column with the date up to which a row is known to hold; makes old rows undetermined.</summary>
    public string? AsOfColumn { get; init; }

    /// <summary>CSV: <c>utf-8</c> (default, with or without byte order mark) or <c>gb18030</c>.</summary>
    public string Encoding { get; init; } = "utf-8";

    /// <summary>CSV: the character between fields. Default: comma.</summary>
    public char Delimiter { get; init; } = ',';

    /// <summary>CSV: what to do with a row that does not fit. Default: refuse the import.</summary>
    public BadRowHandling OnBadRow { get; init; } = BadRowHandling.Refuse;

    /// <summary>The columns that expressions may name.</summary>
    public required IReadOnlyList<DataColumn> Columns { get; init; }

    /// <summary>The table as expressions see it.</summary>
    public TableSchema ToSchema() =>
        new(Name, Columns.Select(column => new ColumnSchema(column.Name, column.Type, column.Grade, column.Required)));

    /// <summary>Reads the <c>data</c> section of a node's configuration: a map from table names to data sets.</summary>
    /// <param name="data">The section.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <exception cref="RegisterException">Every problem found, each with its line.</exception>
    public static IReadOnlyList<DataSetOptions> ParseAll(YamlNode data, string file) => new DataSetParser(file).ParseAll(data);

    /// <summary>Reads one data set.</summary>
    /// <param name="name">The table's name.</param>
    /// <param name="node">Its description.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <exception cref="RegisterException">Every problem found, each with its line.</exception>
    public static DataSetOptions Parse(string name, YamlNode node, string file) => new DataSetParser(file).ParseOne(name, node);

    /// <summary>Name and kind, never the connection or its password.</summary>
    public override string ToString() => $"{Name} ({Kind})";
}
