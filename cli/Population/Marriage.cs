namespace FedExchange.Cli.Population;

/// <summary>A marriage; in force while not ended.</summary>
/// <param name="RegisteredOn">Day of registration.</param>
/// <param name="DivorcedOn">Day of the divorce, null while in force.</param>
internal sealed record Marriage(DateOnly RegisteredOn, DateOnly? DivorcedOn);
