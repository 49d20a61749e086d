using System.Diagnostics.CodeAnalysis;

namespace FedExchange.Governance.Definitions;

/// <summary>Reads a rule: names joined by <c>&amp;&amp;</c>, each with an optional <c>!</c> before it.</summary>
internal static class ConjunctionRule
{
    public const string Hint = "join input names with &&, with ! before those that must be false, for instance registered && insured && !owns";

    /// <summary>Reads a rule; on failure says what is wrong.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IReadOnlyList<RuleTerm>? terms, out string problem)
    {
        var found = new List<RuleTerm>();
        terms = null;
        foreach (var part in text.Split("&&"))
        {
            var word = part.Trim();
            var negated = word.StartsWith('!');
            var name = (negated ? word[1..] : word).Trim();
            if (!Identifiers.IsInputName(name))
            {
                problem = word.Contains("||", StringComparison.Ordinal)
                    ? $"'||' between departments is not supported: {Hint}"
                    : $"'{word}' is no input name: {Hint}";
                return false;
            }

            if (found.Exists(t => t.Input == name))
            {
                problem = $"'{name}' stands in the rule twice; name each input once";
                return false;
            }

            found.Add(new RuleTerm(name, negated));
        }

        terms = found;
        problem = "";
        return true;
    }

    /// <summary>Kleene's conjunction: one definite no decides, otherwise one doubt leaves doubt.</summary>
    public static Ternary Evaluate(IEnumerable<RuleTerm> terms, IReadOnlyDictionary<string, Ternary> inputs)
    {
        var result = Ternary.True;
        foreach (var term in terms)
        {
            var bit = term.Apply(inputs.GetValueOrDefault(term.Input, Ternary.Undetermined));
            if (bit == Ternary.False)
            {
                return Ternary.False;
            }

            result = bit == Ternary.True ? result : Ternary.Undetermined;
        }

        return result;
    }
}
