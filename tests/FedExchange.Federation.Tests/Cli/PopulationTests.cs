using System.Security.Cryptography;
using FedExchange.Cli.Population;

namespace FedExchange.Federation.Tests.Cli;

public sealed class PopulationTests
{
    private static readonly DateOnly Day = new(2026, 6, 1);

    [Fact]
    public async Task The_same_seed_gives_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        await WriteAsync(folder.Of("a"), 2_000, 7);
        await WriteAsync(folder.Of("b"), 2_000, 7);
        await WriteAsync(folder.Of("c"), 2_000, 8);
        foreach (var name in new[] { "household.csv", "marriage.csv", "social_security.csv", "property.csv", "truth.csv" })
        {
            Assert.Equal(Digest(folder.Of("a/" + name)), Digest(folder.Of("b/" + name)));
            Assert.NotEqual(Digest(folder.Of("a/" + name)), Digest(folder.Of("c/" + name)));
        }
    }

    [Fact]
    public async Task Every_kind_of_fault_is_planted_at_about_its_rate()
    {
        using var folder = new TemporaryFolder();
        var summary = await WriteAsync(folder.Path, 60_000, 3);
        var rates = new DirtRates();
        Near(summary.Dirt["missing household row"], 60_000 * rates.Missing);
        Near(summary.Dirt["mistyped identifier"], 4 * 60_000 * rates.Typo);
        Near(summary.Dirt["stale rows"], 4 * 60_000 * rates.Stale);
        Near(summary.Dirt["former name"], 4 * 60_000 * rates.Renamed / 2);
        Assert.InRange(summary.ExpectedTrue, 60_000 * 0.25, 60_000 * 0.45);
    }

    [Fact]
    public async Task The_undetectable_residue_is_far_below_the_bar_of_wrong_answers()
    {
        using var folder = new TemporaryFolder();
        var summary = await WriteAsync(folder.Path, 100_000, 5);
        var undetectable = summary.Dirt.Where(fault => fault.Key.EndsWith("(undetectable)", StringComparison.Ordinal)).Sum(fault => fault.Value);
        Assert.InRange(undetectable, 1, 100_000 * 0.0010);
    }

    [Fact]
    public async Task Identifiers_are_unique_valid_and_of_no_real_province()
    {
        using var folder = new TemporaryFolder();
        await WriteAsync(folder.Path, 5_000, 11);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in (await File.ReadAllLinesAsync(folder.Of("truth.csv"), TestContext.Current.CancellationToken)).Skip(1))
        {
            Assert.True(FedExchange.Registers.ResidentId.TryCanonicalise(line.Split(',')[0], out var id), line);
            Assert.StartsWith("99", id, StringComparison.Ordinal);
            Assert.True(seen.Add(id), "an identifier was given twice");
        }
    }

    [Fact]
    public void A_typing_mistake_never_leaves_a_valid_identifier()
    {
        var random = new FedExchange.Crypto.Randomness.SeededRandomSource(1);
        for (var round = 0; round < 2_000; round++)
        {
            var id = SyntheticIds.Create(new DateOnly(1980, 1, 1).AddDays(round), random);
            Assert.False(FedExchange.Registers.ResidentId.TryCanonicalise(SyntheticIds.Mistype(id, random), out _));
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1000001")]
    public async Task A_population_out_of_range_is_bad_input(string people)
    {
        var (code, _, error) = await CommandLine.RunAsync("population", "generate", "--out", "unused", "--people", people);
        Assert.Equal(2, code);
        Assert.Contains("between 1 and 1,000,000", error, StringComparison.Ordinal);
    }

    private static Task<PopulationSummary> WriteAsync(string folder, int people, ulong seed) =>
        PopulationGenerator.WriteAsync(new PopulationOptions { People = people, Seed = seed, AsOf = Day }, folder, progress: null, TestContext.Current.CancellationToken);

    private static string Digest(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));

    private static void Near(int actual, double expected) => Assert.InRange(actual, expected * 0.7, expected * 1.3);
}
