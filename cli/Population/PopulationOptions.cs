namespace FedExchange.Cli.Population;

/// <summary>What a synthetic population is made from. The same options give the same bytes.</summary>
internal sealed record PopulationOptions
{
    /// <summary>Number of people, 1 to 1,000,000.</summary>
    public int People { get; init; } = 20_000;

    /// <summary>Seed of every choice.</summary>
    public ulong Seed { get; init; } = 20_260_101;

    /// <summary>The day the registers are written for; the ground truth holds on that day.</summary>
    public required DateOnly AsOf { get; init; }

    /// <summary>How dirty the registers are.</summary>
    public DirtRates Dirt { get; init; } = new();

    /// <summary>Throws when a value is out of range.</summary>
    public PopulationOptions Checked()
    {
        if (People is < 1 or > 1_000_000)
        {
            throw new CommandException($"--people must be between 1 and 1,000,000, not {People}.");
        }

        return this;
    }
}
