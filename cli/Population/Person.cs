namespace FedExchange.Cli.Population;

/// <summary>One synthetic person, as things really are.</summary>
internal sealed class Person
{
    /// <summary>Canonical 18-character resident identifier.</summary>
    public required string Id { get; init; }

    /// <summary>Present name.</summary>
    public required string Name { get; init; }

    /// <summary>Name before a renaming; null for most.</summary>
    public string? FormerName { get; init; }

    /// <summary>Whether the household registration is in the city (otherwise a residence permit).</summary>
    public required bool Registered { get; init; }

    /// <summary>Marriages in order of time.</summary>
    public required IReadOnlyList<Marriage> Marriages { get; init; }

    /// <summary>Contribution periods in order of time; the first may have 0 months (account opened only).</summary>
    public required IReadOnlyList<ContributionPeriod> Contributions { get; init; }

    /// <summary>Real estate, present and past.</summary>
    public required IReadOnlyList<Holding> Holdings { get; init; }

    /// <summary>Contribution months of periods that ended in the ten years up to a day.</summary>
    public int MonthsInTenYears(DateOnly day)
    {
        var after = day.AddYears(-10);
        return Contributions.Where(period => period.End > after && period.End <= day).Sum(period => period.Months);
    }

    /// <summary>The answer that a clerk with all true facts on the desk would give.</summary>
    public bool IsFirstHomeBuyer(DateOnly day) =>
        Registered
        && MonthsInTenYears(day) >= 60
        && !Holdings.Any(holding => holding is { Use: "residential", ReleasedOn: null })
        && !Marriages.Any(marriage => marriage.DivorcedOn is { } ended && ended > day.AddYears(-3));
}
