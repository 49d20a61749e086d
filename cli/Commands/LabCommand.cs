using System.CommandLine;
using FedExchange.Cli.Lab;
using Spectre.Console;

namespace FedExchange.Cli.Commands;

/// <summary>fedx lab.</summary>
internal static class LabCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Create()
    {
        var command = new FedxCommand(
            "lab",
            "Start a coordinator and nodes as separate processes from one YAML file, run the listed jobs, report, and end every process again. docs/lab.md describes the file.",
            "fedx lab samples/first-home/lab.yaml",
            "fedx lab samples/first-home/lab.yaml --json > report.json",
            "fedx lab lab.yaml --keep /tmp/mylab     (leaves folders and logs for a look)");
        var path = command.With(new Argument<string>("FILE") { Description = "Lab file; paths within it are relative to it." });
        var keep = command.With(new Option<string?>("--keep") { Description = "Keep coordinator and node folders here instead of a temporary place.", HelpName = "DIR" });
        var check = command.With(new Option<bool>("--check") { Description = "Only check the file." });
        return command.Runs(async (parse, output, cancellationToken) =>
        {
            var file = Read(parse.GetRequiredValue(path));
            if (parse.GetValue(check))
            {
                output.Result(new { file = file.Path, nodes = file.Nodes.Select(node => node.Id), jobs = file.Jobs.Select(job => job.Name) }, console => console.WriteLine($"{file.Path} is a lab with {file.Nodes.Count} members and {file.Jobs.Count} jobs."));
                return ExitCodes.Success;
            }

            var report = await new LabRunner(file, new TerminalProgress(output)).RunAsync(parse.GetValue(keep), withFolder: null, cancellationToken);
            output.Result(report, console => LabTables.Write(console, report));
            return report.Succeeded ? ExitCodes.Success : ExitCodes.Failed;
        });
    }

    private static LabFile Read(string path)
    {
        try
        {
            return LabFile.Read(path);
        }
        catch (LabFileException exception)
        {
            throw new CommandException(exception.Message, exception);
        }
    }
}
