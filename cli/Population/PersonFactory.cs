using FedExchange.Crypto.Randomness;

namespace FedExchange.Cli.Population;

/// <summary>
/// Draws people. Dates on which an answer depends keep a month's distance from the edges of the definition's windows, so that the ground truth
/// holds for some weeks after the registers were written.
/// </summary>
internal sealed class PersonFactory(PopulationOptions options, SeededRandomSource random)
{
    private const int EdgeDays = 30;
    private readonly HashSet<string> taken = new(options.People, StringComparer.Ordinal);
    private (string Id, string Name)? neighbour;

    /// <summary>The next person.</summary>
    public Person Next()
    {
        var (id, name) = Identity();
        var birth = new DateOnly(int.Parse(id.AsSpan(6, 4), provider: null), int.Parse(id.AsSpan(10, 2), provider: null), int.Parse(id.AsSpan(12, 2), provider: null));
        return new Person
        {
            Id = id,
            Name = name,
            FormerName = Chance(options.Dirt.Renamed) ? SyntheticNames.Renamed(name, random) : null,
            Registered = Chance(0.85),
            Marriages = Marriages(birth),
            Contributions = Contributions(birth),
            Holdings = Holdings(birth),
        };
    }

    private (string Id, string Name) Identity()
    {
        if (neighbour is { } planned && taken.Add(planned.Id))
        {
            neighbour = null;
            return planned;
        }

        neighbour = null;
        string id;
        do
        {
            id = SyntheticIds.Create(options.AsOf.AddYears(-20).AddDays(-random.NextInt32(45 * 365)), random);
        }
        while (!taken.Add(id));

        var name = SyntheticNames.Full(random);
        if (Chance(options.Dirt.NearHomonym))
        {
            neighbour = (SyntheticIds.Neighbour(id), name);
        }

        return (id, name);
    }

    private List<Marriage> Marriages(DateOnly birth)
    {
        var marriages = new List<Marriage>();
        var from = birth.AddYears(22);
        while (marriages.Count < 3 && from < options.AsOf.AddDays(-60) && Chance(marriages.Count == 0 ? 0.75 : 0.5))
        {
            var registered = Between(from, Earlier(from.AddYears(12), options.AsOf.AddDays(-30)));
            var divorced = Chance(0.2) ? AwayFrom(options.AsOf.AddYears(-3), Between(registered.AddDays(20), registered.AddYears(20))) : (DateOnly?)null;
            if (divorced >= options.AsOf.AddDays(-5))
            {
                divorced = null;
            }

            marriages.Add(new Marriage(registered, divorced));
            if (divorced is null)
            {
                break;
            }

            from = divorced.Value.AddDays(40);
        }

        return marriages;
    }

    private List<ContributionPeriod> Contributions(DateOnly birth)
    {
        var start = Later(birth.AddYears(20 + random.NextInt32(6)), options.AsOf.AddYears(-(1 + random.NextInt32(18))));
        var periods = new List<ContributionPeriod>();
        var last = options.AsOf.AddDays(-5);
        if (start > last || Chance(0.08))
        {
            var opened = Earlier(start, last);
            periods.Add(new ContributionPeriod(opened, opened, 0));
            return periods;
        }

        while (start <= last && periods.Count < 8)
        {
            var end = AwayFrom(options.AsOf.AddYears(-10), Earlier(start.AddMonths(3 + random.NextInt32(96)), last));
            end = end <= start ? start.AddDays(1) : end;
            var months = Math.Max(1, ((end.Year - start.Year) * 12) + end.Month - start.Month);
            periods.Add(new ContributionPeriod(start, end, months));
            start = end.AddDays(20 + random.NextInt32(Chance(0.3) ? 900 : 60));
        }

        return periods;
    }

    private List<Holding> Holdings(DateOnly birth)
    {
        var holdings = new List<Holding>();
        for (var count = Chance(0.5) ? 1 + random.NextInt32(2) : 0; count > 0; count--)
        {
            var use = random.NextInt32(10) switch { < 8 => "residential", 8 => "commercial", _ => "parking" };
            var acquired = Between(birth.AddYears(18), options.AsOf.AddDays(-20));
            var released = Chance(0.4) ? Between(acquired.AddDays(10), options.AsOf.AddDays(-8)) : (DateOnly?)null;
            holdings.Add(new Holding(use, acquired, released));
        }

        return holdings;
    }

    private bool Chance(double share) => random.NextDouble() < share;

    private DateOnly Between(DateOnly first, DateOnly last) =>
        last <= first ? first : first.AddDays(random.NextInt32(last.DayNumber - first.DayNumber));

    private static DateOnly AwayFrom(DateOnly edge, DateOnly day)
    {
        var distance = day.DayNumber - edge.DayNumber;
        return Math.Abs(distance) < EdgeDays ? edge.AddDays(distance < 0 ? -EdgeDays : EdgeDays) : day;
    }

    private static DateOnly Earlier(DateOnly one, DateOnly other) => one < other ? one : other;

    private static DateOnly Later(DateOnly one, DateOnly other) => one > other ? one : other;
}
