namespace FedExchange.Cli.Demo;

/// <summary>What the demonstration is to do.</summary>
/// <param name="People">Size of the synthetic population.</param>
/// <param name="Cases">People to verify; at most all.</param>
/// <param name="Callers">Calls at a time.</param>
/// <param name="Seed">Seed of the population.</param>
/// <param name="Out">Folder for the report; null for none.</param>
internal sealed record DemoOptions(int People, int Cases, int Callers, ulong Seed, string? Out);
