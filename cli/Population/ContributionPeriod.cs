namespace FedExchange.Cli.Population;

/// <summary>An uninterrupted time of social-security contributions.</summary>
/// <param name="Start">First day.</param>
/// <param name="End">Last day.</param>
/// <param name="Months">Paid months.</param>
internal sealed record ContributionPeriod(DateOnly Start, DateOnly End, int Months);
