using System.CommandLine;

namespace FedExchange.Cli.Commands;

/// <summary>fedx receipt.</summary>
internal static class ReceiptCommands
{
    /// <summary>Builds the commands.</summary>
    public static Command Create() => new FedxCommand("receipt", "Receipts of verifications.") { Verify() };

    private static FedxCommand Verify()
    {
        var command = new FedxCommand(
            "verify",
            "Verify a receipt offline. Keys come from the region's signed directory: directory.jws and directory.pub beside the receipt, or where you say.",
            "fedx receipt verify report/receipt.json",
            "fedx receipt verify receipt.json --node /srv/fedx/one-stop",
            "fedx receipt verify receipt.json --directory directory.jws --key directory.pub");
        var file = command.With(new Argument<string>("FILE") { Description = "The receipt." });
        var directory = command.With(new Option<string?>("--directory") { Description = "Signed directory; its key is directory.pub beside it.", HelpName = "FILE" });
        var key = command.With(new Option<string?>("--key") { Description = "The region's directory key, PEM.", HelpName = "FILE" });
        var node = command.With(new Option<string?>("--node") { Description = "Folder of a node that holds the directory.", HelpName = "DIR" });
        return command.Runs((parse, output, _) =>
        {
            var path = parse.GetRequiredValue(file);
            if (!File.Exists(path))
            {
                throw new CommandException($"There is no receipt {path}.");
            }

            var report = ReceiptChecker.Check(File.ReadAllText(path), ReceiptChecker.Directory(path, parse.GetValue(directory), parse.GetValue(key), parse.GetValue(node)));
            output.Result(report, console =>
            {
                var writer = console.Profile.Out.Writer;
                writer.WriteLine(report.Valid ? "The receipt is valid." : "The receipt is NOT VALID.");
                foreach (var (name, value) in report.Claims)
                {
                    writer.WriteLine($"  {name,-18} {value}");
                }

                foreach (var text in report.Checked)
                {
                    writer.WriteLine("  checked: " + text);
                }

                foreach (var text in report.Problems)
                {
                    writer.WriteLine("  PROBLEM: " + text);
                }
            });
            return Task.FromResult(report.Valid ? ExitCodes.Success : ExitCodes.Failed);
        });
    }
}
