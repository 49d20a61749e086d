using System.Runtime.CompilerServices;
using FedExchange.Governance;
using FedExchange.Governance.Definitions;
using FedExchange.Governance.Expressions;

namespace FedExchange.Node.Participations;

/// <summary>
/// What this node decides alone under each definition: its predicates, checked against its registers once for each definition,
/// and-ed with negation into one three-valued bit.
/// </summary>
/// <param name="self">This node's id.</param>
/// <param name="schemas">The registers' tables.</param>
/// <param name="time">The clock that says what today is, in this node's time zone.</param>
internal sealed class LocalPredicates(string self, IReadOnlyDictionary<string, TableSchema> schemas, TimeProvider time)
{
    private readonly ConditionalWeakTable<VerificationDefinition, LocalPart> _parts = [];

    /// <summary>This node's part of a definition.</summary>
    public LocalPart Of(VerificationDefinition definition) => _parts.GetValue(definition, Compile);

    /// <summary>Decides for one subject.</summary>
    public Ternary Decide(LocalPart part, ISubjectRows rows)
    {
        EvaluationContext context = new(DateOnly.FromDateTime(time.GetLocalNow().DateTime));
        Ternary all = Ternary.True;
        foreach ((RuleTerm term, DefinitionInput input) in part.Terms)
        {
            // Every term is evaluated, so that the time taken does not tell which of them fails.
            Ternary value = term.Apply(input.Parsed.Evaluate(rows, context));
            all = value == Ternary.False || all == Ternary.False ? Ternary.False
                : value == Ternary.Undetermined ? Ternary.Undetermined
                : all;
        }

        return all;
    }

    private LocalPart Compile(VerificationDefinition definition)
    {
        (RuleTerm Term, DefinitionInput Input)[] terms = [.. definition.TermsOf(self)];
        string[] problems =
        [
            .. from term in terms
               from diagnostic in term.Input.Parsed.Check(schemas)
               select $"{term.Input.Name}: {diagnostic}",
        ];
        string[] tables = [.. terms.SelectMany(term => term.Input.Parsed.Tables).Distinct().Order(StringComparer.Ordinal)];
        return new LocalPart(terms, tables, string.Join("; ", problems));
    }
}

/// <summary>One node's part of a definition.</summary>
/// <param name="Terms">The rule's terms that this node answers for.</param>
/// <param name="Tables">The tables they read.</param>
/// <param name="Problem">Why they do not fit this node's registers; empty when they do.</param>
internal sealed record LocalPart(IReadOnlyList<(RuleTerm Term, DefinitionInput Input)> Terms, IReadOnlyList<string> Tables, string Problem);
