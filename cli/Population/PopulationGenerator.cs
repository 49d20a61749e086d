using System.Globalization;
using FedExchange.Crypto.Randomness;

namespace FedExchange.Cli.Population;

/// <summary>
/// Writes a synthetic population as four dirty registers and the ground truth: household.csv, marriage.csv, social_security.csv, property.csv and
/// truth.csv. Streams: memory holds only the identifiers given out so far.
/// </summary>
internal sealed class PopulationGenerator
{
    private readonly PopulationOptions options;
    private readonly DirtRates dirt;
    private readonly SeededRandomSource random;
    private readonly SortedDictionary<string, int> planted = new(StringComparer.Ordinal);

    private PopulationGenerator(PopulationOptions options)
    {
        this.options = options.Checked();
        dirt = options.Dirt;
        random = new SeededRandomSource(options.Seed);
    }

    /// <summary>Writes the files into a folder, which is made if it does not exist.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; files are incomplete.</exception>
    public static Task<PopulationSummary> WriteAsync(PopulationOptions options, string folder, IProgress<int>? progress, CancellationToken cancellationToken) =>
        new PopulationGenerator(options).RunAsync(folder, progress, cancellationToken);

    private async Task<PopulationSummary> RunAsync(string folder, IProgress<int>? progress, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        await using var household = new RegisterWriter(Path.Combine(folder, "household.csv"), "id,name,kind,city,since,as_of");
        await using var marriage = new RegisterWriter(Path.Combine(folder, "marriage.csv"), "id,name,status,registered_on,ended_on,as_of");
        await using var social = new RegisterWriter(Path.Combine(folder, "social_security.csv"), "id,name,period,period_start,period_end,months,as_of");
        await using var property = new RegisterWriter(Path.Combine(folder, "property.csv"), "id,name,use,acquired_on,released_on,as_of");
        await using var truth = new RegisterWriter(Path.Combine(folder, "truth.csv"), "subject_id,name,expected");
        var factory = new PersonFactory(options, random);
        var expectedTrue = 0;
        for (var index = 0; index < options.People; index++)
        {
            if (index % 1000 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                progress?.Report(index);
            }

            var person = factory.Next();
            var expected = person.IsFirstHomeBuyer(options.AsOf);
            expectedTrue += expected ? 1 : 0;
            truth.Row($"{SyntheticIds.Spell(person.Id, dirt, random)},{person.Name},{(expected ? "true" : "false")}");
            Household(person, household);
            Marriages(person, marriage);
            Contributions(person, social);
            Holdings(person, property);
        }

        progress?.Report(options.People);
        var rows = new Dictionary<string, long>
        {
            ["household"] = household.Rows,
            ["marriage"] = marriage.Rows,
            ["social_security"] = social.Rows,
            ["property"] = property.Rows,
        };
        return new PopulationSummary(options.People, options.Seed, options.AsOf, expectedTrue, rows, planted, [.. rows.Keys.Select(name => name + ".csv"), "truth.csv"]);
    }

    private void Household(Person person, RegisterWriter writer)
    {
        var entry = Entry(person);
        if (Planted("missing household row", dirt.Missing))
        {
            return;
        }

        var since = options.AsOf.AddDays(-400 - random.NextInt32(6000));
        Write(person.Registered);
        if (Planted("contradicting household rows", dirt.Contradiction))
        {
            Write(!person.Registered);
        }

        void Write(bool registered) => writer.Row(string.Create(CultureInfo.InvariantCulture, $"{entry.Id()},{entry.Name},{(registered ? "registered,990100" : "permit,990100")},{since:O},{entry.AsOf:O}"));
    }

    private void Marriages(Person person, RegisterWriter writer)
    {
        var entry = Entry(person);
        var open = person.Marriages.Count > 1 && Planted("former marriage left open", dirt.OpenFormerMarriage);
        foreach (var marriage in person.Marriages)
        {
            var ended = open && marriage == person.Marriages[^2] ? null : marriage.DivorcedOn;
            if (ended > options.AsOf.AddYears(-3) && Planted("lost divorce (undetectable)", dirt.LostDivorce))
            {
                continue;
            }

            writer.Row(string.Create(CultureInfo.InvariantCulture, $"{entry.Id()},{entry.Name},{(ended is null ? "married" : "divorced")},{marriage.RegisteredOn:O},{ended:O},{entry.AsOf:O}"));
        }
    }

    private void Contributions(Person person, RegisterWriter writer)
    {
        var entry = Entry(person);
        if (Planted("missing social-security account", dirt.Missing))
        {
            return;
        }

        var count = person.Contributions.Count;
        var gap = count > 1 && Planted("missing contribution period", dirt.MissingPeriod) ? random.NextInt32(count - 1) : -1;
        gap = count > 1 && Planted("lost newest contribution period (undetectable)", dirt.LostLastPeriod) ? count - 1 : gap;
        for (var index = 0; index < count; index++)
        {
            if (index != gap)
            {
                var period = person.Contributions[index];
                writer.Row(string.Create(CultureInfo.InvariantCulture, $"{entry.Id()},{entry.Name},{index + 1},{period.Start:O},{period.End:O},{period.Months},{entry.AsOf:O}"));
            }
        }
    }

    private void Holdings(Person person, RegisterWriter writer)
    {
        var entry = Entry(person);
        var homes = person.Holdings.Count(holding => holding is { Use: "residential", ReleasedOn: null });
        foreach (var holding in person.Holdings)
        {
            if (homes == 1 && holding is { Use: "residential", ReleasedOn: null } && Planted("lost property row (undetectable)", dirt.LostProperty))
            {
                continue;
            }

            var unrecorded = holding.ReleasedOn is not null && Planted("unrecorded sale (undetectable)", dirt.UnrecordedSale);
            writer.Row(string.Create(CultureInfo.InvariantCulture, $"{entry.Id()},{entry.Name},{holding.Use},{holding.AcquiredOn:O},{(unrecorded ? null : holding.ReleasedOn):O},{entry.AsOf:O}"));
        }
    }

    /// <summary>How one register happens to know one person.</summary>
    private (Func<string> Id, string Name, DateOnly AsOf) Entry(Person person)
    {
        var typo = Planted("mistyped identifier", dirt.Typo) ? SyntheticIds.Mistype(person.Id, random) : null;
        var name = person.FormerName is { } former && Planted("former name", 0.5) ? former : person.Name;
        var stale = Planted("stale rows", dirt.Stale);
        var asOf = options.AsOf.AddDays(stale ? -180 - random.NextInt32(400) : -random.NextInt32(7));
        return (() => typo ?? SyntheticIds.Spell(person.Id, dirt, random), name, asOf);
    }

    private bool Planted(string kind, double share)
    {
        if (random.NextDouble() >= share)
        {
            return false;
        }

        planted[kind] = planted.GetValueOrDefault(kind) + 1;
        return true;
    }
}
