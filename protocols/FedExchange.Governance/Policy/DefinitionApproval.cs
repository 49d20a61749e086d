namespace FedExchange.Governance.Policy;

/// <summary>An officer's approval of one version of a definition.</summary>
/// <param name="Hash">The definition's hash, 64 lower-case hex digits.</param>
/// <param name="ApprovedAt">When.</param>
public sealed record DefinitionApproval(string Hash, DateTimeOffset ApprovedAt);
