namespace FedExchange.Benchmarks;

/// <summary>One measured figure.</summary>
/// <param name="Task">Stable task name, such as <c>verify.rate</c>.</param>
/// <param name="Value">The figure.</param>
/// <param name="Unit">Its unit, such as <c>1/s</c> or <c>ms</c>.</param>
/// <param name="Note">What was measured, in a few words; may be empty.</param>
internal sealed record BenchmarkResult(string Task, double Value, string Unit, string Note = "");
