namespace FedExchange.Governance.Definitions;

/// <summary>An example that the definition states about itself.</summary>
/// <param name="Subject">A synthetic subject's name, for trying the definition on synthetic registers; null when the inputs are given.</param>
/// <param name="Inputs">The inputs' values; empty when a subject is given. Checked when the definition is read.</param>
/// <param name="Expect">The result.</param>
public sealed record DefinitionTest(string? Subject, IReadOnlyDictionary<string, Ternary> Inputs, Ternary Expect);
