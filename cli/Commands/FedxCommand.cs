using System.CommandLine;

namespace FedExchange.Cli.Commands;

/// <summary>A command with examples in its help.</summary>
internal sealed class FedxCommand : Command
{
    /// <summary>Makes a command.</summary>
    /// <param name="name">Word on the command line.</param>
    /// <param name="description">What it does, in plain words.</param>
    /// <param name="examples">Complete command lines.</param>
    public FedxCommand(string name, string description, params string[] examples)
        : base(name, description)
    {
        Examples = examples;
    }

    /// <summary>Complete command lines shown at the end of the help.</summary>
    public IReadOnlyList<string> Examples { get; }

    /// <summary>Adds a symbol and returns it.</summary>
    public T With<T>(T symbol)
        where T : Symbol
    {
        switch (symbol)
        {
            case Option option:
                Options.Add(option);
                break;
            case Argument argument:
                Arguments.Add(argument);
                break;
            case Command command:
                Subcommands.Add(command);
                break;
            default:
                throw new ArgumentException("An option, an argument or a command.", nameof(symbol));
        }

        return symbol;
    }

    /// <summary>Sets what the command does.</summary>
    public FedxCommand Runs(Func<ParseResult, CommandOutput, CancellationToken, Task<int>> action)
    {
        SetAction((parse, cancellationToken) => CommandRunner.RunAsync(parse, action, cancellationToken));
        return this;
    }
}
