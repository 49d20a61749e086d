using System.CommandLine;
using System.CommandLine.Help;

namespace FedExchange.Cli.Commands;

/// <summary>The command tree and its one entrance.</summary>
internal static class FedxApp
{
    /// <summary>Parses and runs a command line.</summary>
    /// <returns>An exit code, see <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var parse = Parse(arguments);
        if (parse.Errors.Count > 0 && parse.Action is not ExamplesHelp)
        {
            return CommandRunner.BadUsage(parse, output, error);
        }

        var configuration = new InvocationConfiguration
        {
            Output = output,
            Error = error,
            ProcessTerminationTimeout = null, // signals are handled in one place, StopSignal
            EnableDefaultExceptionHandler = false,
        };
        return await parse.InvokeAsync(configuration, cancellationToken);
    }

    /// <summary>Parses a command line. An argument that starts with '@' is an argument, not the name of a file with more of them.</summary>
    public static ParseResult Parse(IReadOnlyList<string> arguments) =>
        CreateRoot().Parse(arguments, new ParserConfiguration { ResponseFileTokenReplacer = null });

    /// <summary>The command tree.</summary>
    public static RootCommand CreateRoot()
    {
        var root = new RootCommand("FedExchange: departments and hospitals answer questions together while every record stays where it is.")
        {
            DemoCommand.Create(),
            LabCommand.Create(),
            CoordinatorCommands.Create(),
            NodeCommands.Create(),
            DefinitionCommands.Create(),
            PolicyCommands.Create(),
            ConsentCommands.Create(),
            VerifyCommand.Create(),
            AuditCommands.Create(),
            ReceiptCommands.Create(),
            PopulationCommands.Create(),
        };
        root.Options.Add(GlobalOptions.CreateJson());
        foreach (var option in root.Options.OfType<HelpOption>())
        {
            option.Action = new ExamplesHelp((HelpAction)option.Action!);
        }

        return root;
    }
}
