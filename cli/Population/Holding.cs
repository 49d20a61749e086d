namespace FedExchange.Cli.Population;

/// <summary>A real-estate right of one person.</summary>
/// <param name="Use">residential, commercial or parking.</param>
/// <param name="AcquiredOn">Day of acquisition.</param>
/// <param name="ReleasedOn">Day of sale, null while held.</param>
internal sealed record Holding(string Use, DateOnly AcquiredOn, DateOnly? ReleasedOn);
