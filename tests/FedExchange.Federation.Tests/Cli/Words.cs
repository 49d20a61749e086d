using System.CommandLine.Parsing;
using FedExchange.Cli.Commands;

namespace FedExchange.Federation.Tests.Cli;

/// <summary>Command lines as documents write them.</summary>
internal static class Words
{
    /// <summary>Fails unless the text is a fedx command line that parses.</summary>
    public static void MustParse(string line)
    {
        var text = line.Split("     (")[0].Split(" > ")[0].Split(" # ")[0].Trim();
        Assert.StartsWith("fedx", text, StringComparison.Ordinal);
        var parse = FedxApp.Parse([.. CommandLineParser.SplitCommandLine(text).Skip(1)]);
        Assert.True(parse.Errors.Count == 0, $"{line}: {string.Join("; ", parse.Errors.Select(error => error.Message))}");
    }
}
