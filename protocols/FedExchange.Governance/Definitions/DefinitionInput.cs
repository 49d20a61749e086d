using FedExchange.Governance.Expressions;

namespace FedExchange.Governance.Definitions;

/// <summary>What one department contributes: a question that it can answer from its own register alone.</summary>
/// <param name="Name">The name the rule uses.</param>
/// <param name="Node">The department's node id.</param>
/// <param name="Predicate">The predicate's source text.</param>
/// <param name="Parsed">The predicate, parsed.</param>
public sealed record DefinitionInput(string Name, string Node, string Predicate, Expression Parsed);
