namespace FedExchange.Governance.Policy;

/// <summary>A refusal before it is written down.</summary>
internal sealed record Refusal(string Reason, string Rule, string Detail, bool Retryable = false);
