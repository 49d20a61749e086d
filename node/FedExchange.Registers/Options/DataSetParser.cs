using FedExchange.Governance.Expressions;
using YamlDotNet.RepresentationModel;

namespace FedExchange.Registers;

/// <summary>Reads data sets from YAML and collects every problem with its line.</summary>
internal sealed class DataSetParser(string file)
{
    private static readonly string[] Keys =
    [
        "kind", "path", "connectionString", "password", "passwordEnv", "passwordFile", "table", "query",
        "subjectColumn", "nameColumn", "asOfColumn", "encoding", "delimiter", "onBadRow", "columns",
    ];

    private static readonly string[] ColumnKeys = ["column", "type", "grade", "required"];
    private static readonly string[] PasswordKeys = ["password", "passwordEnv", "passwordFile"];
    private static readonly string[] Grades = ["L1", "L2", "L3", "L4", "important", "core"];

    private readonly List<string> problems = [];

    public IReadOnlyList<DataSetOptions> ParseAll(YamlNode data)
    {
        var sets = Entries(data, "data").Select(entry => Read(entry.Key, entry.Value)).OfType<DataSetOptions>().ToList();
        ThrowProblems();
        return sets;
    }

    public DataSetOptions ParseOne(string name, YamlNode node)
    {
        var set = Read(name, node);
        ThrowProblems();
        return set ?? throw new RegisterException($"{file}: data set '{name}' cannot be read.");
    }

    private void ThrowProblems()
    {
        if (problems.Count > 0)
            throw new RegisterException(string.Join(Environment.NewLine, problems));
    }

    private DataSetOptions? Read(string name, YamlNode node)
    {
        var map = ReadMap(node, $"data set '{name}'", Keys);
        if (!IsName(name))
            Report(node, $"'{name}' is no table name; use letters, digits and _, beginning with a letter");
        var kind = Choice(map, node, "kind", new Dictionary<string, DataSetKind>
        {
            ["csv"] = DataSetKind.Csv,
            ["sqlite"] = DataSetKind.Sqlite,
            ["postgres"] = DataSetKind.Postgres,
        });
        var subject = Text(map, "subjectColumn");
        if (subject is null)
            Report(node, "subjectColumn is missing; name the column with the resident number");
        CheckSource(map, node, kind);
        var columns = ReadColumns(map, node);
        if (kind is not { } known || subject is null)
            return null;
        return new DataSetOptions
        {
            Name = name,
            Kind = known,
            Path = Text(map, "path"),
            ConnectionString = Text(map, "connectionString"),
            Password = Text(map, "password"),
            PasswordEnvironmentVariable = Text(map, "passwordEnv"),
            PasswordFile = Text(map, "passwordFile"),
            Table = Text(map, "table"),
            Query = Text(map, "query"),
            SubjectColumn = subject,
            NameColumn = Text(map, "nameColumn"),
            AsOfColumn = Text(map, "asOfColumn"),
            Encoding = ReadEncoding(map),
            Delimiter = ReadDelimiter(map),
            OnBadRow = map.ContainsKey("onBadRow")
                ? Choice(map, node, "onBadRow", new Dictionary<string, BadRowHandling>
                {
                    ["refuse"] = BadRowHandling.Refuse,
                    ["quarantine"] = BadRowHandling.Quarantine,
                }) ?? BadRowHandling.Refuse
                : BadRowHandling.Refuse,
            Columns = columns,
        };
    }

    private void CheckSource(Dictionary<string, YamlNode> map, YamlNode node, DataSetKind? kind)
    {
        string[] misplaced = kind switch
        {
            DataSetKind.Csv => ["connectionString", "password", "passwordEnv", "passwordFile", "table", "query"],
            DataSetKind.Sqlite => ["connectionString", "password", "passwordEnv", "passwordFile", "encoding", "delimiter", "onBadRow"],
            DataSetKind.Postgres => ["path", "encoding", "delimiter", "onBadRow"],
            _ => [],
        };
        foreach (var key in misplaced)
        {
            if (map.TryGetValue(key, out var found))
                Report(found, $"{key} has no meaning for this kind of data set; remove it");
        }

        if (kind is DataSetKind.Csv or DataSetKind.Sqlite && Text(map, "path") is null)
            Report(node, "path is missing; name the file");
        if (kind is DataSetKind.Postgres && Text(map, "connectionString") is null)
            Report(node, "connectionString is missing, for example Host=db;Database=registers;Username=reader");
        if (map.ContainsKey("table") && map.TryGetValue("query", out var query))
            Report(query, "give either table or query, not both");
        if (PasswordKeys.Count(map.ContainsKey) > 1)
            Report(node, "give only one of password, passwordEnv and passwordFile");
    }

    private List<DataColumn> ReadColumns(Dictionary<string, YamlNode> map, YamlNode node)
    {
        var columns = new List<DataColumn>();
        if (!map.TryGetValue("columns", out var section))
            Report(node, "columns is missing; list the columns that expressions may name, with their types");
        else
            columns.AddRange(Entries(section, "columns").Select(entry => ReadColumn(entry.Key, entry.Value)).OfType<DataColumn>());
        return columns;
    }

    private DataColumn? ReadColumn(string name, YamlNode node)
    {
        if (!IsName(name))
            Report(node, $"'{name}' is no column name; use letters, digits and _, and give the source's own name with column:");
        if (node is YamlScalarNode { Value: { } shorthand })
            return ColumnTypeOf(shorthand, node) is { } simple ? new DataColumn(name, name, simple) : null;
        var map = ReadMap(node, $"column '{name}'", ColumnKeys);
        if (Text(map, "type") is not { } typeName)
        {
            Report(node, $"column '{name}' needs a type");
            return null;
        }

        var grade = Text(map, "grade") ?? "L3";
        if (!Grades.Contains(grade))
            Report(map["grade"], $"grade must be one of {string.Join(", ", Grades)}");
        var required = Text(map, "required") ?? "false";
        if (required is not ("true" or "false"))
            Report(map["required"], "required must be true or false");
        return ColumnTypeOf(typeName, node) is { } type
            ? new DataColumn(name, Text(map, "column") ?? name, type, grade, required == "true")
            : null;
    }

    private ColumnType? ColumnTypeOf(string text, YamlNode node)
    {
        switch (text)
        {
            case "text": return ColumnType.Text;
            case "integer": return ColumnType.Integer;
            case "decimal": return ColumnType.Decimal;
            case "date": return ColumnType.Date;
            case "boolean": return ColumnType.Boolean;
            default:
                Report(node, $"'{text}' is no type; use text, integer, decimal, date or boolean");
                return null;
        }
    }

    private string ReadEncoding(Dictionary<string, YamlNode> map)
    {
        var encoding = (Text(map, "encoding") ?? "utf-8").ToLowerInvariant();
        if (encoding is not ("utf-8" or "gb18030"))
            Report(map["encoding"], "encoding must be utf-8 or gb18030");
        return encoding;
    }

    private char ReadDelimiter(Dictionary<string, YamlNode> map)
    {
        var delimiter = Text(map, "delimiter") ?? ",";
        if (delimiter is "," or ";" or "\t" or "|")
            return delimiter[0];
        Report(map["delimiter"], "delimiter must be a comma, semicolon, tab (\"\\t\") or |");
        return ',';
    }

    private T? Choice<T>(Dictionary<string, YamlNode> map, YamlNode node, string key, Dictionary<string, T> choices)
        where T : struct
    {
        if (Text(map, key) is { } text && choices.TryGetValue(text, out var choice))
            return choice;
        Report(map.GetValueOrDefault(key, node), $"{key} must be one of {string.Join(", ", choices.Keys)}");
        return null;
    }

    private Dictionary<string, YamlNode> ReadMap(YamlNode node, string what, string[] allowed)
    {
        var map = new Dictionary<string, YamlNode>(StringComparer.Ordinal);
        foreach (var (key, value) in Entries(node, what))
        {
            if (allowed.Contains(key))
                map[key] = value;
            else
                Report(value, $"{what} has no key '{key}'; it may have {string.Join(", ", allowed)}");
        }

        return map;
    }

    private IEnumerable<KeyValuePair<string, YamlNode>> Entries(YamlNode node, string what)
    {
        if (node is not YamlMappingNode mapping)
        {
            Report(node, $"{what} must be a list of key: value lines");
            yield break;
        }

        foreach (var (key, value) in mapping.Children)
        {
            if (key is YamlScalarNode { Value: { } text })
                yield return new(text, value);
            else
                Report(key, $"{what} may only have plain words as keys");
        }
    }

    private string? Text(Dictionary<string, YamlNode> map, string key)
    {
        if (!map.TryGetValue(key, out var node))
            return null;
        if (node is YamlScalarNode { Value: { Length: > 0 } text })
            return text;
        Report(node, $"{key} must have a plain value");
        return null;
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= 64 && char.IsAsciiLetter(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private void Report(YamlNode node, string problem) => problems.Add($"{file}, line {node.Start.Line}: {problem}.");
}
