using System.CommandLine;
using FedExchange.Cli.Population;
using Spectre.Console;

namespace FedExchange.Cli.Commands;

/// <summary>fedx population.</summary>
internal static class PopulationCommands
{
    /// <summary>Builds the commands.</summary>
    public static Command Create() => new FedxCommand("population", "Synthetic people for tests and demonstrations.") { Generate() };

    private static FedxCommand Generate()
    {
        var command = new FedxCommand(
            "generate",
            "Write four dirty registers (household, marriage, social security, property) and the ground truth as CSV. The same seed gives the same bytes.",
            "fedx population generate --out data",
            "fedx population generate --out data --people 1000000 --seed 7");
        var folder = command.With(new Option<string>("--out") { Description = "Folder for the CSV files.", Required = true, HelpName = "DIR" });
        var people = command.With(new Option<int>("--people") { Description = "Number of people, 1 to 1,000,000.", DefaultValueFactory = _ => 20_000, HelpName = "N" });
        var seed = command.With(new Option<ulong>("--seed") { Description = "Seed of every choice.", DefaultValueFactory = _ => 20_260_101, HelpName = "N" });
        var asOf = command.With(new Option<DateOnly?>("--as-of") { Description = "Day the registers are written for; today by default.", HelpName = "DATE" });
        return command.Runs(async (parse, output, cancellationToken) =>
        {
            var options = new PopulationOptions
            {
                People = parse.GetValue(people),
                Seed = parse.GetValue(seed),
                AsOf = parse.GetValue(asOf) ?? DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().DateTime),
            };
            var target = parse.GetRequiredValue(folder);
            var summary = await PopulationGenerator.WriteAsync(options, target, progress: null, cancellationToken);
            output.Result(summary, console =>
            {
                console.WriteLine($"{summary.People:N0} people (seed {summary.Seed}, as of {summary.AsOf:O}) in {Path.GetFullPath(target)}; {summary.ExpectedTrue:N0} are first-home buyers.");
                var table = new Table().AddColumns("planted fault", "times");
                foreach (var (kind, count) in summary.Dirt)
                {
                    table.AddRow(kind, $"{count:N0}");
                }

                console.Write(table);
            });
            return ExitCodes.Success;
        });
    }
}
