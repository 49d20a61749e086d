using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace FedExchange.Cli.Lab;

/// <summary>A YAML mapping read key by key; what nobody asked for is an unknown key.</summary>
internal sealed class YamlMap(YamlMappingNode node, string what, List<LabProblem> problems)
{
    private readonly HashSet<string> known = new(StringComparer.Ordinal);

    /// <summary>Line of the mapping.</summary>
    public long Line => node.Start.Line;

    /// <summary>Notes a problem at a node's line.</summary>
    public void Problem(YamlNode? at, string message) => problems.Add(new LabProblem((at ?? node).Start.Line, message));

    /// <summary>The value under a key, or null.</summary>
    public YamlNode? Node(string key)
    {
        known.Add(key);
        return node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;
    }

    /// <summary>A text, or null where the key is absent.</summary>
    public string? Text(string key) => Node(key) switch
    {
        null => null,
        YamlScalarNode { Value: { Length: > 0 } value } => value,
        var other => Wrong<string>(other, $"{what}: {key} must be a text."),
    };

    /// <summary>A text that must be there.</summary>
    public string Required(string key)
    {
        if (Node(key) is null)
        {
            Problem(null, $"{what} needs {key}.");
            return string.Empty;
        }

        return Text(key) ?? string.Empty;
    }

    /// <summary>A whole number in a range, or null.</summary>
    public long? Number(string key, long least, long most)
    {
        if (Node(key) is not { } value)
        {
            return null;
        }

        return value is YamlScalarNode scalar && long.TryParse(scalar.Value?.Replace("_", string.Empty, StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : Wrong<long?>(value, $"{what}: {key} must be a whole number from {least} to {most}.");
    }

    /// <summary>true or false, or the default.</summary>
    public bool Flag(string key, bool otherwise) => Node(key) switch
    {
        null => otherwise,
        YamlScalarNode { Value: "true" } => true,
        YamlScalarNode { Value: "false" } => false,
        var other => Wrong(other, $"{what}: {key} must be true or false.", otherwise),
    };

    /// <summary>A list of texts, of which a single one may stand alone; empty where the key is absent.</summary>
    public IReadOnlyList<string> Texts(string key)
    {
        switch (Node(key))
        {
            case null:
                return [];
            case YamlScalarNode { Value: { Length: > 0 } single }:
                return [single];
            case YamlSequenceNode list when list.Children.All(item => item is YamlScalarNode { Value.Length: > 0 }):
                return [.. list.Children.Cast<YamlScalarNode>().Select(item => item.Value!)];
            case var other:
                Problem(other, $"{what}: {key} must be a list of texts.");
                return [];
        }
    }

    /// <summary>A mapping below, or null.</summary>
    public YamlMap? Map(string key, string name) => Node(key) switch
    {
        null => null,
        YamlMappingNode map => new YamlMap(map, name, problems),
        var other => Wrong<YamlMap>(other, $"{what}: {key} must be a mapping."),
    };

    /// <summary>All entries, as mappings by key.</summary>
    public IEnumerable<(string Key, YamlMap Value, YamlNode At)> Entries(Func<string, string> name)
    {
        foreach (var (key, value) in node.Children)
        {
            var text = (key as YamlScalarNode)?.Value ?? string.Empty;
            known.Add(text);
            if (value is YamlMappingNode map)
            {
                yield return (text, new YamlMap(map, name(text), problems), key);
            }
            else
            {
                Problem(key, $"{name(text)} must be a mapping.");
            }
        }
    }

    /// <summary>Notes a problem for each key that was never asked for. Call last.</summary>
    public void RefuseOthers()
    {
        foreach (var key in node.Children.Keys)
        {
            var text = (key as YamlScalarNode)?.Value ?? key.ToString();
            if (!known.Contains(text))
            {
                Problem(key, $"{what} has no key '{text}'. Known: {string.Join(", ", known.Order(StringComparer.Ordinal))}.");
            }
        }
    }

    private T? Wrong<T>(YamlNode at, string message, T? otherwise = default)
    {
        Problem(at, message);
        return otherwise;
    }
}
