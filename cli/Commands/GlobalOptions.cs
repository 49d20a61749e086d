using System.CommandLine;

namespace FedExchange.Cli.Commands;

/// <summary>Options that every command takes.</summary>
internal static class GlobalOptions
{
    /// <summary>--json.</summary>
    public const string Json = "--json";

    /// <summary>Makes the option for the root command.</summary>
    public static Option<bool> CreateJson() =>
        new(Json) { Description = "Write exactly one JSON document to standard output; notes and progress go to standard error.", Recursive = true };
}
