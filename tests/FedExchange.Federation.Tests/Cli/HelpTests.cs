using System.CommandLine;
using FedExchange.Cli.Commands;

namespace FedExchange.Federation.Tests.Cli;

public sealed class HelpTests
{
    /// <summary>The help of the top-level commands is an interface: change tests/FedExchange.Federation.Tests/Cli/help.txt with it.</summary>
    [Fact]
    public async Task The_help_of_top_level_commands_is_as_agreed()
    {
        var text = new StringWriter { NewLine = "\n" };
        foreach (var command in FedxApp.CreateRoot().Subcommands.Select(command => command.Name).Prepend(string.Empty))
        {
            var (code, output, error) = await CommandLine.RunAsync([.. command.Length == 0 ? [] : new[] { command }, "--help"]);
            Assert.True(code == 0, error);
            text.WriteLine($"$ fedx {command}".TrimEnd());
            text.WriteLine(Normal(output));
        }

        var golden = Repository.Path("tests/FedExchange.Federation.Tests/Cli/help.txt");
        if (Environment.GetEnvironmentVariable("FEDX_ACCEPT_HELP") == "1")
        {
            await File.WriteAllTextAsync(golden, text.ToString(), TestContext.Current.CancellationToken);
        }

        Assert.Equal(await File.ReadAllTextAsync(golden, TestContext.Current.CancellationToken), text.ToString());
    }

    [Fact]
    public void Every_command_that_does_something_has_an_example_and_every_symbol_a_description()
    {
        foreach (var command in Leaves(FedxApp.CreateRoot()))
        {
            Assert.True(command is FedxCommand { Examples.Count: > 0 }, $"{command.Name} has no example");
            Assert.All(command.Options.Cast<Symbol>().Concat(command.Arguments), symbol => Assert.False(string.IsNullOrEmpty(symbol.Description), $"{command.Name} {symbol.Name}"));
        }
    }

    [Fact]
    public async Task Examples_in_the_help_parse()
    {
        foreach (var command in Leaves(FedxApp.CreateRoot()).Cast<FedxCommand>())
        {
            foreach (var example in command.Examples)
            {
                Words.MustParse(example);
            }
        }

        await Task.CompletedTask;
    }

    [Fact]
    public async Task A_wrong_option_is_bad_usage_and_points_to_the_help()
    {
        var (code, output, error) = await CommandLine.RunAsync("demo", "--pepole", "3");
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains("fedx demo --help", error, StringComparison.Ordinal);
    }

    private static IEnumerable<Command> Leaves(Command command) =>
        command.Subcommands.Count == 0 ? [command] : command.Subcommands.SelectMany(Leaves);

    private static string Normal(string text) => string.Join('\n', text.ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd())).Trim('\n') + "\n";
}
