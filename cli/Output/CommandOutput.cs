using Spectre.Console;

namespace FedExchange.Cli;

/// <summary>
/// Where a command writes: with --json exactly one JSON document goes to standard output and everything else to standard error.
/// </summary>
internal sealed class CommandOutput
{
    private readonly TextWriter output;

    /// <summary>Output over two writers.</summary>
    public CommandOutput(TextWriter output, TextWriter error, bool json)
    {
        this.output = output;
        Json = json;
        Human = Terminal(output, output == Console.Out && !Console.IsOutputRedirected);
        Progress = Terminal(error, error == Console.Error && !Console.IsErrorRedirected);
    }

    /// <summary>Whether the caller asked for JSON.</summary>
    public bool Json { get; }

    /// <summary>Terminal on standard output; only for <see cref="Result"/> callbacks.</summary>
    public IAnsiConsole Human { get; }

    /// <summary>Terminal on standard error: progress and notes.</summary>
    public IAnsiConsole Progress { get; }

    /// <summary>Writes the command's result: JSON or, for people, whatever the callback writes.</summary>
    public void Result(object document, Action<IAnsiConsole> human)
    {
        if (Json)
        {
            output.WriteLine(JsonText.Of(document));
        }
        else
        {
            human(Human);
        }
    }

    /// <summary>A line for people on standard error, without markup.</summary>
    public void Note(string text) => Progress.Profile.Out.Writer.WriteLine(text);

    private static IAnsiConsole Terminal(TextWriter writer, bool interactive)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = interactive ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = interactive ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (!interactive)
        {
            console.Profile.Width = 160;
        }

        return console;
    }
}
