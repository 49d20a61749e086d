namespace FedExchange.Cli.Population;

/// <summary>
/// Shares of what goes wrong in real registers, as fractions of one. The rates of the first group can be noticed by the registers
/// themselves and must end in <c>undetermined</c>; those of the second group cannot be noticed by anyone and make wrong answers possible.
/// </summary>
internal sealed record DirtRates
{
    // Spelling: harmless once identifiers are canonicalised.

    /// <summary>Rows (and applicants) with the 15-digit form, among people born before 2000.</summary>
    public double FifteenDigits { get; init; } = 0.03;

    /// <summary>Rows with full-width digits.</summary>
    public double FullWidth { get; init; } = 0.01;

    /// <summary>Rows with white space within or around the identifier.</summary>
    public double Spaces { get; init; } = 0.01;

    /// <summary>Rows with a lower-case x, among identifiers that end in X.</summary>
    public double LowerX { get; init; } = 0.20;

    // Detectable: undetermined unless another register decides.

    /// <summary>A person's rows in one register carry one mistyped identifier, which its check digit betrays.</summary>
    public double Typo { get; init; } = 0.002;

    /// <summary>People renamed since; each register missed the change with probability one half.</summary>
    public double Renamed { get; init; } = 0.004;

    /// <summary>A person's row is missing from the household or social-security register.</summary>
    public double Missing { get; init; } = 0.002;

    /// <summary>One contribution period is missing among several; the period numbers show the gap.</summary>
    public double MissingPeriod { get; init; } = 0.002;

    /// <summary>A person's rows in one register have not been brought up to date for half a year or more.</summary>
    public double Stale { get; init; } = 0.004;

    /// <summary>Two household rows that contradict each other.</summary>
    public double Contradiction { get; init; } = 0.001;

    /// <summary>Remarried people whose former marriage was never closed in the register.</summary>
    public double OpenFormerMarriage { get; init; } = 0.03;

    /// <summary>People whose neighbour in the population has the same name, birthday and an identifier one digit away.</summary>
    public double NearHomonym { get; init; } = 0.002;

    // Undetectable: the small residue behind the wrong answers.

    /// <summary>An owner's only residential row is missing.</summary>
    public double LostProperty { get; init; } = 0.0003;

    /// <summary>A former owner whose sale is not in the register although the row looks fresh.</summary>
    public double UnrecordedSale { get; init; } = 0.0010;

    /// <summary>A recently divorced person whose divorce row is missing.</summary>
    public double LostDivorce { get; init; } = 0.0010;

    /// <summary>The newest contribution period is missing, so that period numbers show no gap.</summary>
    public double LostLastPeriod { get; init; } = 0.0002;
}
