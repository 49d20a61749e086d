using System.Xml;
using FedExchange.Governance.Directory;
using FedExchange.Governance.Expressions;
using FedExchange.Governance.Policy;
using FedExchange.Governance.Yaml;
using YamlDotNet.RepresentationModel;

namespace FedExchange.Governance.Definitions;

/// <summary>Reads a definition's YAML; adds every problem it finds and goes on.</summary>
internal static class DefinitionReader
{
    private static readonly string[] Grades = ["L1", "L2", "L3", "L4", "important", "core"];

    public static VerificationDefinition Read(YamlMapping root, byte[] source)
    {
        if (root.RequiredText("kind", "write kind: VerificationEndpoint") is var kind && kind is not ("" or "VerificationEndpoint"))
        {
            root.Complain("kind", $"'{kind}' is not a kind that is read here; write kind: VerificationEndpoint.");
        }

        var inputs = ReadInputs(root);
        var rule = ReadRule(root, inputs);
        var (subjectType, nameUse) = ReadSubject(root);
        var definition = new VerificationDefinition(source)
        {
            Id = ReadId(root, "id"),
            Version = root.RequiredInteger("version", 1, "count it up with each change"),
            Title = ReadTitle(root),
            Owner = root.RequiredText("owner", "write who answers for the definition, for instance dept:housing"),
            Purposes = ReadPurposes(root),
            Inputs = inputs,
            Rule = rule,
            SubjectType = subjectType,
            SubjectName = nameUse,
            Grade = ReadWord(root, "grade", Grades),
            Reveal = root.Find("reveal") is null ? "result" : ReadWord(root, "reveal", ["result"]),
            Limits = AccessLimits.Read(root),
            MaxAge = ReadMaxAge(root),
            Tests = [.. root.Mappings("tests", "test").Select(test => ReadTest(test, inputs, rule))],
        };
        root.RefuseOthers();
        return definition;
    }

    private static string ReadId(YamlMapping owner, string key)
    {
        var id = owner.RequiredText(key, Identifiers.Hint);
        if (id.Length > 0 && !Identifiers.IsId(id))
        {
            owner.Complain(key, $"'{id}' cannot be used as '{key}': {Identifiers.Hint}.");
        }

        return id;
    }

    private static string ReadWord(YamlMapping owner, string key, string[] words)
    {
        var hint = $"write one of {string.Join(", ", words)}";
        var word = owner.RequiredText(key, hint);
        if (word.Length > 0 && !words.Contains(word))
        {
            owner.Complain(key, $"'{word}' is not known as '{key}': {hint}.");
        }

        return word;
    }

    private static LocalizedText ReadTitle(YamlMapping root)
    {
        const string hint = "title: {zh: ..., en: ...}";
        if (root.Mapping("title", hint) is not { } title)
        {
            if (root.Find("title") is null)
            {
                root.Complain("title", $"The definition lacks 'title': {hint}.");
            }

            return new LocalizedText("", "");
        }

        var text = new LocalizedText(title.RequiredText("en", hint), title.RequiredText("zh", hint));
        title.RefuseOthers();
        return text;
    }

    private static IReadOnlyList<string> ReadPurposes(YamlMapping root)
    {
        var purposes = root.Texts("purposes", "purposes: [housing.first-home]");
        if (purposes.Count == 0)
        {
            root.Complain("purposes", "Name at least one purpose: purposes: [housing.first-home].");
        }

        foreach (var purpose in purposes.Where(p => !Identifiers.IsId(p)))
        {
            root.Complain("purposes", $"'{purpose}' cannot be used as a purpose: {Identifiers.Hint}.");
        }

        return purposes;
    }

    private static (string Type, NameUse Name) ReadSubject(YamlMapping root)
    {
        const string hint = "subject: {type: cn.rid, mode: disclosed, name: optional}";
        if (root.Mapping("subject", hint) is not { } subject)
        {
            root.Complain("subject", $"Say how a subject is named: {hint}.");
            return ("", NameUse.None);
        }

        var type = ReadWord(subject, "type", ["cn.rid"]);
        ReadWord(subject, "mode", ["disclosed"]);
        var use = subject.OptionalText("name", "required, optional or none") switch
        {
            null or "optional" => NameUse.Optional,
            "required" => NameUse.Required,
            "none" => NameUse.None,
            var other => Unknown(other),
        };
        subject.RefuseOthers();
        return (type, use);

        NameUse Unknown(string word)
        {
            subject.Complain("name", $"'{word}' is not known as 'name': write required, optional or none.");
            return NameUse.Optional;
        }
    }

    private static List<DefinitionInput> ReadInputs(YamlMapping root)
    {
        const string hint = "inputs: {name: {node: ..., predicate: ...}}";
        var inputs = new List<DefinitionInput>();
        if (root.Mapping("inputs", hint) is not { } mapping)
        {
            root.Complain("inputs", $"The definition needs inputs: {hint}.");
            return inputs;
        }

        foreach (var (name, keyNode, value) in mapping.Entries)
        {
            mapping.Find(name);
            if (!Identifiers.IsInputName(name))
            {
                root.Problems.Add(keyNode, $"'{name}' cannot be an input's name: letters, digits and underscores, starting with a letter.");
            }
            else if (value is YamlMappingNode node)
            {
                inputs.Add(ReadInput(name, new YamlMapping(node, $"input '{name}'", root.Problems)));
            }
            else
            {
                root.Problems.Add(value, $"Input '{name}' must be a mapping: {hint}.");
            }
        }

        return [.. inputs.OrderBy(i => i.Name, StringComparer.Ordinal)];
    }

    private static DefinitionInput ReadInput(string name, YamlMapping mapping)
    {
        var node = ReadId(mapping, "node");
        var predicate = mapping.RequiredText("predicate", "write the expression the department evaluates");
        mapping.RefuseOthers();
        var parsed = Placeholder;
        if (predicate.Length > 0)
        {
            try
            {
                parsed = Expression.Parse(predicate);
            }
            catch (ExpressionException e)
            {
                mapping.Complain("predicate", e.Message);
            }
        }

        return new DefinitionInput(name, node, predicate, parsed);
    }

    // Stands for a predicate that could not be parsed until the problems are thrown.
    private static Expression Placeholder { get; } = Expression.Parse("true");

    private static IReadOnlyList<RuleTerm> ReadRule(YamlMapping root, List<DefinitionInput> inputs)
    {
        var text = root.RequiredText("rule", ConjunctionRule.Hint);
        if (text.Length == 0)
        {
            return [];
        }

        if (!ConjunctionRule.TryParse(text, out var terms, out var problem))
        {
            root.Complain("rule", problem + ".");
            return [];
        }

        foreach (var term in terms.Where(t => inputs.TrueForAll(i => i.Name != t.Input)))
        {
            root.Complain("rule", $"The rule uses '{term.Input}', but there is no such input.");
        }

        foreach (var input in inputs.Where(i => terms.All(t => t.Input != i.Name)))
        {
            root.Complain("rule", $"Input '{input.Name}' is not used in the rule; a department must not be asked for nothing.");
        }

        return terms;
    }

    private static TimeSpan? ReadMaxAge(YamlMapping root)
    {
        const string hint = "freshness: {max_age: P1D}";
        if (root.Mapping("freshness", hint) is not { } freshness)
        {
            return null;
        }

        TimeSpan? age = null;
        var text = freshness.RequiredText("max_age", hint);
        freshness.RefuseOthers();
        if (text.Length > 0)
        {
            try
            {
                age = XmlConvert.ToTimeSpan(text);
            }
            catch (Exception e) when (e is FormatException or OverflowException)
            {
                age = null;
            }

            if (age is null || age <= TimeSpan.Zero)
            {
                freshness.Complain("max_age", $"'{text}' is no length of time: write it as ISO 8601, for instance P1D or PT6H.");
            }
        }

        return age;
    }

    private static DefinitionTest ReadTest(YamlMapping test, List<DefinitionInput> inputs, IReadOnlyList<RuleTerm> rule)
    {
        var subject = test.OptionalText("subject", "the name of a synthetic subject");
        var values = new Dictionary<string, Ternary>(StringComparer.Ordinal);
        var given = test.Mapping("inputs", "inputs: {name: true}");
        foreach (var (name, keyNode, value) in given?.Entries ?? [])
        {
            if (inputs.TrueForAll(i => i.Name != name))
            {
                test.Problems.Add(keyNode, $"The test gives '{name}', but there is no such input.");
            }

            values[name] = ReadTernary(test, value);
        }

        var expect = test.Find("expect") is { } expected ? ReadTernary(test, expected) : Missing();
        test.RefuseOthers();
        if ((subject is null) == (given is null))
        {
            test.Problems.Add(test.Node, "A test needs either 'subject' or 'inputs'.");
        }
        else if (given is not null && ConjunctionRule.Evaluate(rule, values) is var actual && actual != expect)
        {
            test.Problems.Add(test.Node, $"This test expects {Word(expect)}, but the rule gives {Word(actual)}.");
        }

        return new DefinitionTest(subject, values, expect);

        Ternary Missing()
        {
            test.Problems.Add(test.Node, "The test lacks 'expect': true, false or undetermined.");
            return Ternary.Undetermined;
        }
    }

    private static Ternary ReadTernary(YamlMapping owner, YamlNode node)
    {
        switch ((node as YamlScalarNode)?.Value)
        {
            case "true":
                return Ternary.True;
            case "false":
                return Ternary.False;
            case "undetermined":
                return Ternary.Undetermined;
            default:
                owner.Problems.Add(node, "Write true, false or undetermined.");
                return Ternary.Undetermined;
        }
    }

    internal static string Word(Ternary value) => value switch
    {
        Ternary.True => "true",
        Ternary.False => "false",
        _ => "undetermined",
    };
}
