using FedExchange.Governance.Directory;
using FedExchange.Governance.Policy;
using FedExchange.Governance.Yaml;

namespace FedExchange.Governance.Definitions;

/// <summary>
/// A question that departments answer together, as YAML: one local predicate per department, the conjunction that combines them, and under
/// which conditions it may be asked. Each department approves the definition's <see cref="Hash"/>; consent and receipts carry it.
/// </summary>
public sealed class VerificationDefinition
{
    internal VerificationDefinition(byte[] source)
    {
        Source = source;
    }

    /// <summary>The definition's id, for instance <c>housing.first-home</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Counts up with each change; at least 1.</summary>
    public required int Version { get; init; }

    /// <summary>What it is called.</summary>
    public required LocalizedText Title { get; init; }

    /// <summary>Who answers for it.</summary>
    public required string Owner { get; init; }

    /// <summary>The purposes it may be asked for; at least one.</summary>
    public required IReadOnlyList<string> Purposes { get; init; }

    /// <summary>The kind of identifier that names a subject: <c>cn.rid</c>.</summary>
    public required string SubjectType { get; init; }

    /// <summary>Whether the subject's name goes along.</summary>
    public required NameUse SubjectName { get; init; }

    /// <summary>What the departments contribute, by name.</summary>
    public required IReadOnlyList<DefinitionInput> Inputs { get; init; }

    /// <summary>The conjunction; every input stands in it once.</summary>
    public required IReadOnlyList<RuleTerm> Rule { get; init; }

    /// <summary>The highest grade among the data read: <c>L1</c> to <c>L4</c>, <c>important</c> or <c>core</c>.</summary>
    public required string Grade { get; init; }

    /// <summary>What the requester learns: always <c>result</c>, that is true, false or undetermined.</summary>
    public required string Reveal { get; init; }

    /// <summary>How often it may be asked; each department's policy can only narrow it.</summary>
    public required AccessLimits Limits { get; init; }

    /// <summary>Records older than this leave the answer undetermined; null when age does not matter.</summary>
    public required TimeSpan? MaxAge { get; init; }

    /// <summary>Examples.</summary>
    public required IReadOnlyList<DefinitionTest> Tests { get; init; }

    /// <summary>SHA-256 of the canonical form: the meaning, without comments, layout and the order of keys.</summary>
    public byte[] Hash => [.. CanonicalHash];

    /// <summary><see cref="Hash"/> as 64 lower-case hex digits.</summary>
    public string HashHex { get; internal set; } = "";

    /// <summary>The YAML text it was read from, UTF-8.</summary>
    public byte[] Source { get; }

    /// <summary>The departments that take part: distinct node ids in ordinal order.</summary>
    public IReadOnlyList<string> Providers { get; internal set; } = [];

    internal byte[] CanonicalHash { get; set; } = [];

    /// <summary>Reads a definition.</summary>
    /// <param name="yaml">The YAML text, UTF-8.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <exception cref="DefinitionException">With every problem found, each with its line. Unknown keys are problems.</exception>
    public static VerificationDefinition Parse(ReadOnlySpan<byte> yaml, string file)
    {
        var problems = new YamlProblems(file);
        var definition = YamlMapping.Load(yaml, "the definition", problems) is { } root ? DefinitionReader.Read(root, yaml.ToArray()) : null;
        if (problems.Any || definition is null)
        {
            throw new DefinitionException(problems);
        }

        definition.CanonicalHash = DefinitionCanonicalForm.Hash(definition);
        definition.HashHex = Convert.ToHexStringLower(definition.CanonicalHash);
        definition.Providers = [.. definition.Inputs.Select(i => i.Node).Distinct().Order(StringComparer.Ordinal)];
        return definition;
    }

    /// <summary>The terms a department answers for.</summary>
    /// <param name="node">The department's node id.</param>
    public IReadOnlyList<(RuleTerm Term, DefinitionInput Input)> TermsOf(string node) =>
        [.. from term in Rule
            join input in Inputs on term.Input equals input.Name
            where input.Node == node
            select (term, input)];

    /// <summary>The result for given inputs; what is not given is undetermined. One definite no decides, otherwise one doubt leaves doubt.</summary>
    /// <param name="inputs">The inputs' values by name.</param>
    public Ternary Evaluate(IReadOnlyDictionary<string, Ternary> inputs) => ConjunctionRule.Evaluate(Rule, inputs);

    /// <summary>What one department sends into the protocol: its terms, and-ed.</summary>
    /// <param name="node">The department's node id.</param>
    /// <param name="inputs">The values of its inputs by name.</param>
    public Ternary EvaluateLocally(string node, IReadOnlyDictionary<string, Ternary> inputs) =>
        ConjunctionRule.Evaluate(TermsOf(node).Select(t => t.Term), inputs);
}
