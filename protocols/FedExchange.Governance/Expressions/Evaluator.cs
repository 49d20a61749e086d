namespace FedExchange.Governance.Expressions;

/// <summary>A compiled node.</summary>
internal delegate Value Evaluator(EvaluationFrame frame);
