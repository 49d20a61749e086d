using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace FedExchange.Cli.Commands;

/// <summary>The usual help, followed by the command's examples.</summary>
internal sealed class ExamplesHelp(HelpAction usual) : SynchronousCommandLineAction
{
    /// <inheritdoc />
    public override int Invoke(ParseResult parseResult)
    {
        var code = usual.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is FedxCommand { Examples.Count: > 0 } command)
        {
            output.WriteLine("Examples:");
            foreach (var example in command.Examples)
            {
                output.WriteLine("  " + example);
            }

            output.WriteLine();
        }

        if (parseResult.CommandResult.Command is RootCommand)
        {
            output.WriteLine("Exit codes:");
            output.WriteLine("  0  done");
            output.WriteLine("  1  a job failed or a check found a problem");
            output.WriteLine("  2  bad usage or bad input");
            output.WriteLine("  130  cancelled");
            output.WriteLine();
        }

        return code;
    }
}
