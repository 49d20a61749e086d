using System.Globalization;
using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace FedExchange.Governance.Yaml;

/// <summary>
/// A mapping that is read strictly: a key that nobody asked for is an error, with its line. Ask for every key, then call <see cref="RefuseOthers"/>.
/// </summary>
public sealed class YamlMapping
{
    private readonly YamlMappingNode _node;
    private readonly YamlProblems _problems;
    private readonly string _what;
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    /// <summary>Wraps a node.</summary>
    /// <param name="node">The mapping.</param>
    /// <param name="what">What it describes, for messages: <c>the definition</c>, <c>rule 2</c>.</param>
    /// <param name="problems">Where problems go.</param>
    public YamlMapping(YamlMappingNode node, string what, YamlProblems problems)
    {
        _node = node;
        _what = what;
        _problems = problems;
    }

    /// <summary>The wrapped node.</summary>
    public YamlMappingNode Node => _node;

    /// <summary>Where problems go.</summary>
    public YamlProblems Problems => _problems;

    /// <summary>The keys as they stand in the file.</summary>
    public IEnumerable<(string Key, YamlNode KeyNode, YamlNode Value)> Entries =>
        _node.Children.Select(c => (c.Key is YamlScalarNode { Value: { } key } ? key : "", c.Key, c.Value));

    /// <summary>Reads a text that must hold one mapping. Anchors, aliases and several documents are refused: a definition is what is written.</summary>
    /// <param name="text">The YAML text.</param>
    /// <param name="what">What it describes, for messages.</param>
    /// <param name="problems">Where problems go.</param>
    /// <returns>The mapping, or null after adding a problem.</returns>
    public static YamlMapping? Load(string text, string what, YamlProblems problems)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(problems);
        try
        {
            if (RefuseAliases(text, problems))
            {
                return null;
            }

            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            if (stream.Documents.Count == 1 && stream.Documents[0].RootNode is YamlMappingNode root)
            {
                return new YamlMapping(root, what, problems);
            }

            problems.Add(1, $"{what} must be one YAML mapping (key: value).");
        }
        catch (YamlException e)
        {
            problems.Add((int)e.Start.Line, $"This is no valid YAML: {e.Message}");
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or FormatException or OverflowException)
        {
            // The library loses its way in some broken texts instead of saying so; found by feeding it such texts.
            problems.Add(1, "This is no valid YAML.");
        }

        return null;
    }

    /// <summary>Reads UTF-8 bytes as <see cref="Load(string, string, YamlProblems)"/> does.</summary>
    /// <param name="utf8">The YAML text.</param>
    /// <param name="what">What it describes, for messages.</param>
    /// <param name="problems">Where problems go.</param>
    /// <returns>The mapping, or null after adding a problem.</returns>
    public static YamlMapping? Load(ReadOnlySpan<byte> utf8, string what, YamlProblems problems)
    {
        ArgumentNullException.ThrowIfNull(problems);
        try
        {
            return Load(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(utf8), what, problems);
        }
        catch (DecoderFallbackException)
        {
            problems.Add(1, "The file is not UTF-8; save it as UTF-8.");
            return null;
        }
    }

    /// <summary>The value under a key, or null when it is absent.</summary>
    /// <param name="key">The key.</param>
    public YamlNode? Find(string key)
    {
        _asked.Add(key);
        return _node.Children.TryGetValue(new YamlScalarNode(key), out var value) ? value : null;
    }

    /// <summary>A text that must be there; an empty string after adding a problem.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hint">What to write, for the message.</param>
    public string RequiredText(string key, string hint)
    {
        if (Find(key) is not { } value)
        {
            _problems.Add(_node, $"{_what} lacks '{key}': {hint}.");
            return "";
        }

        return TextOf(value, key, hint) ?? "";
    }

    /// <summary>A text that may be absent.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hint">What to write, for the message.</param>
    /// <returns>The text; null when absent, or wrong after adding a problem.</returns>
    public string? OptionalText(string key, string hint) => Find(key) is { } value ? TextOf(value, key, hint) : null;

    /// <summary>A whole number that must be there; the minimum after adding a problem.</summary>
    /// <param name="key">The key.</param>
    /// <param name="minimum">The smallest allowed.</param>
    /// <param name="hint">What to write, for the message.</param>
    public int RequiredInteger(string key, int minimum, string hint)
    {
        if (Find(key) is not null)
        {
            return OptionalInteger(key, minimum, hint) ?? minimum;
        }

        _problems.Add(_node, $"{_what} lacks '{key}': {hint}.");
        return minimum;
    }

    /// <summary>A whole number that may be absent.</summary>
    /// <param name="key">The key.</param>
    /// <param name="minimum">The smallest allowed.</param>
    /// <param name="hint">What to write, for the message.</param>
    /// <returns>The number; null when absent, or wrong after adding a problem.</returns>
    public int? OptionalInteger(string key, int minimum, string hint)
    {
        if (Find(key) is not { } value)
        {
            return null;
        }

        if (value is YamlScalarNode { Value: { } text } && int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= minimum)
        {
            return number;
        }

        _problems.Add(value, $"'{key}' must be a whole number of at least {minimum}: {hint}.");
        return null;
    }

    /// <summary>A list of texts; a single text counts as a list of one. Empty when absent, or wrong after adding a problem.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hint">What to write, for the message.</param>
    public IReadOnlyList<string> Texts(string key, string hint)
    {
        switch (Find(key))
        {
            case null:
                return [];
            case YamlSequenceNode list:
                return [.. list.Children.Select(item => TextOf(item, key, hint)).OfType<string>()];
            case { } single:
                return TextOf(single, key, hint) is { } text ? [text] : [];
        }
    }

    /// <summary>A mapping inside this one; null when absent, or wrong after adding a problem.</summary>
    /// <param name="key">The key.</param>
    /// <param name="hint">What to write, for the message.</param>
    public YamlMapping? Mapping(string key, string hint)
    {
        switch (Find(key))
        {
            case null:
                return null;
            case YamlMappingNode mapping:
                return new YamlMapping(mapping, $"'{key}'", _problems);
            case { } other:
                _problems.Add(other, $"'{key}' must be a mapping: {hint}.");
                return null;
        }
    }

    /// <summary>A list of mappings; empty when absent, or wrong after adding a problem.</summary>
    /// <param name="key">The key.</param>
    /// <param name="what">What one of them describes, for messages.</param>
    public IReadOnlyList<YamlMapping> Mappings(string key, string what)
    {
        if (Find(key) is not { } value)
        {
            return [];
        }

        var found = new List<YamlMapping>();
        if (value is not YamlSequenceNode list)
        {
            _problems.Add(value, $"'{key}' must be a list, each item starting with a dash.");
            return found;
        }

        foreach (var item in list.Children)
        {
            if (item is YamlMappingNode mapping)
            {
                found.Add(new YamlMapping(mapping, string.Create(CultureInfo.InvariantCulture, $"{what} {found.Count + 1}"), _problems));
            }
            else
            {
                _problems.Add(item, $"Each item of '{key}' must be a mapping (key: value).");
            }
        }

        return found;
    }

    /// <summary>Adds a problem for every key that has not been asked for.</summary>
    public void RefuseOthers()
    {
        foreach (var (key, keyNode, _) in Entries)
        {
            if (!_asked.Contains(key))
            {
                _problems.Add(keyNode, $"{_what} has no key '{key}'; it may have: {string.Join(", ", _asked.Order(StringComparer.Ordinal))}.");
            }
        }
    }

    /// <summary>Adds a problem at a key's line, or at the mapping's when the key is absent.</summary>
    /// <param name="key">The key.</param>
    /// <param name="message">What is wrong and what to write instead.</param>
    public void Complain(string key, string message) => _problems.Add(Find(key) ?? _node, message);

    private string? TextOf(YamlNode value, string key, string hint)
    {
        if (value is YamlScalarNode { Value: { } text } && !string.IsNullOrWhiteSpace(text))
        {
            return text.Trim();
        }

        _problems.Add(value, $"'{key}' must be a text: {hint}.");
        return null;
    }

    private static bool RefuseAliases(string text, YamlProblems problems)
    {
        var parser = new Parser(new StringReader(text));
        var depth = 0;
        while (parser.MoveNext())
        {
            depth += parser.Current!.NestingIncrease;
            var problem = parser.Current switch
            {
                AnchorAlias => "Aliases (*name) are not read here; write the value out.",
                // YAML would take '! owns' for a tag and leave 'owns', the opposite of what was written.
                NodeEvent { Tag.IsEmpty: false } => "A value that begins with ! is a tag to YAML, not a negation: put the whole value in quotes, as in '!owns && registered'.",
                NodeEvent { Anchor.IsEmpty: false } => "Anchors (&name) are not read here; leave it out.",
                _ when depth > 40 => "This is nested too deeply.",
                _ => null,
            };
            if (problem is not null)
            {
                problems.Add((int)parser.Current.Start.Line, problem);
                return true;
            }
        }

        return false;
    }
}
