using System.CommandLine;
using FedExchange.Cli.Demo;
using FedExchange.Cli.Lab;
using Spectre.Console;

namespace FedExchange.Cli.Commands;

/// <summary>fedx demo.</summary>
internal static class DemoCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var command = new FedxCommand(
            "demo",
            "Show the whole exchange on this machine: a synthetic city, four departments, a one-stop service and a coordinator as processes of their own; 1,000 people verified.",
            "fedx demo",
            "fedx demo --out report --cases 5000 --callers 32",
            "fedx demo --people 1000000 --json > report.json");
        var people = command.With(new Option<int>("--people") { Description = "Size of the synthetic population, 1 to 1,000,000.", DefaultValueFactory = _ => 20_000, HelpName = "N" });
        var cases = command.With(new Option<int>("--cases") { Description = "People to verify.", DefaultValueFactory = _ => 1_000, HelpName = "N" });
        var callers = command.With(new Option<int>("--callers") { Description = "Calls at a time, 1 to 512.", DefaultValueFactory = _ => 4, HelpName = "N" });
        var seed = command.With(new Option<ulong>("--seed") { Description = "Seed of the population.", DefaultValueFactory = _ => 20_260_101, HelpName = "N" });
        var folder = command.With(new Option<string?>("--out") { Description = "Write report.json, report.html, and a receipt with what it takes to verify it.", HelpName = "DIR" });
        return command.Runs(async (parse, output, cancellationToken) =>
        {
            var options = new DemoOptions(parse.GetValue(people), parse.GetValue(cases), parse.GetValue(callers), parse.GetValue(seed), parse.GetValue(folder));
            if (options.Cases < 1 || options.Callers is < 1 or > 512)
            {
                throw new CommandException("--cases must be at least 1 and --callers between 1 and 512.");
            }

            var report = await DemoRunner.RunAsync(options, new TerminalProgress(output), cancellationToken);
            output.Result(report, console =>
            {
                LabTables.Write(console, report);
                if (options.Out is not null)
                {
                    console.WriteLine($"Written: {Path.Combine(options.Out, "report.html")} and report.json. Try: fedx receipt verify {Path.Combine(options.Out, "receipt.json")}");
                }
            });
            return report.Succeeded && report.ReceiptCheck is not { Valid: false } ? ExitCodes.Success : ExitCodes.Failed;
        });
    }
}
