namespace FedExchange.Cli.Population;

/// <summary>What was written.</summary>
/// <param name="People">Number of people.</param>
/// <param name="Seed">Seed of every choice.</param>
/// <param name="AsOf">Day the registers are written for.</param>
/// <param name="ExpectedTrue">People for whom the true answer is yes.</param>
/// <param name="Rows">Rows by register.</param>
/// <param name="Dirt">Planted faults by kind, in people.</param>
/// <param name="Files">File names, relative to the folder.</param>
internal sealed record PopulationSummary(
    int People,
    ulong Seed,
    DateOnly AsOf,
    int ExpectedTrue,
    IReadOnlyDictionary<string, long> Rows,
    IReadOnlyDictionary<string, int> Dirt,
    IReadOnlyList<string> Files);
