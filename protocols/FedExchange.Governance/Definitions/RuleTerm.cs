namespace FedExchange.Governance.Definitions;

/// <summary>One member of the conjunction.</summary>
/// <param name="Input">The input's name.</param>
/// <param name="Negated">True when the input must be false.</param>
public sealed record RuleTerm(string Input, bool Negated)
{
    /// <summary>What the term makes of its input.</summary>
    /// <param name="bit">The input's value.</param>
    public Ternary Apply(Ternary bit) => bit switch
    {
        Ternary.True => Negated ? Ternary.False : Ternary.True,
        Ternary.False => Negated ? Ternary.True : Ternary.False,
        _ => Ternary.Undetermined,
    };

    /// <summary>The term as one writes it.</summary>
    public override string ToString() => Negated ? "!" + Input : Input;
}
