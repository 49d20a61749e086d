namespace FedExchange.Cli.Lab;

/// <summary>Calls whose latency lies in a range.</summary>
/// <param name="FromMs">Inclusive.</param>
/// <param name="ToMs">Exclusive.</param>
/// <param name="Calls">Number.</param>
internal sealed record LatencyBin(double FromMs, double ToMs, int Calls);
