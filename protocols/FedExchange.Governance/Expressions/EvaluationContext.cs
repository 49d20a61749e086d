namespace FedExchange.Governance.Expressions;

/// <summary>What an expression may know besides the subject's rows.</summary>
/// <param name="Today">The date that <c>today</c> and <c>within</c> mean; the provider's own calendar date.</param>
public sealed record EvaluationContext(DateOnly Today);
