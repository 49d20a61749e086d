using System.CommandLine;
using FedExchange.Governance.Definitions;

namespace FedExchange.Cli.Commands;

/// <summary>fedx definition.</summary>
internal static class DefinitionCommands
{
    /// <summary>Builds the commands.</summary>
    public static Command Create() => new FedxCommand("definition", "Check verification definitions before they are published.") { Lint(), Hash() };

    private static FedxCommand Lint()
    {
        var command = new FedxCommand(
            "lint",
            "Check a definition: form, predicates, rule and its own tests. All problems are told at once, with their lines.",
            "fedx definition lint samples/first-home/definition.yaml",
            "fedx definition lint definition.yaml --node /srv/fedx/node     (also checks that node's predicates against its tables)");
        var file = command.With(new Argument<string>("FILE") { Description = "Definition, YAML." });
        var node = command.With(new Option<string?>("--node") { Description = "Check the predicates of this node against the tables in its node.yaml.", HelpName = "DIR" });
        return command.Runs((parse, output, _) =>
        {
            var definition = DefinitionFile.Read(parse.GetRequiredValue(file));
            var problems = parse.GetValue(node) is { } folder ? NodeTables.Check(folder, definition) : [];
            var document = new
            {
                definition.Id,
                definition.Version,
                hash = definition.HashHex,
                definition.Providers,
                definition.Purposes,
                rule = RuleText(definition),
                inputs = definition.Inputs.Select(input => new { input.Name, input.Node, input.Predicate, tables = input.Parsed.Tables }),
                problems,
            };
            output.Result(document, console =>
            {
                var writer = console.Profile.Out.Writer;
                writer.WriteLine($"{definition.Id} version {definition.Version}, hash {definition.HashHex}");
                writer.WriteLine($"rule: {RuleText(definition)}");
                foreach (var input in definition.Inputs)
                {
                    writer.WriteLine($"  {input.Name,-18} {input.Node,-18} {input.Predicate}");
                }

                foreach (var problem in problems)
                {
                    writer.WriteLine("PROBLEM: " + problem);
                }
            });
            return Task.FromResult(problems.Count == 0 ? ExitCodes.Success : ExitCodes.Failed);
        });
    }

    private static FedxCommand Hash()
    {
        var command = new FedxCommand("hash", "Print a definition's hash: the one that consents, approvals and receipts carry.", "fedx definition hash definition.yaml");
        var file = command.With(new Argument<string>("FILE") { Description = "Definition, YAML." });
        return command.Runs((parse, output, _) =>
        {
            var definition = DefinitionFile.Read(parse.GetRequiredValue(file));
            output.Result(new { definition.Id, definition.Version, hash = definition.HashHex }, console => console.Profile.Out.Writer.WriteLine(definition.HashHex));
            return Task.FromResult(ExitCodes.Success);
        });
    }

    /// <summary>The rule as text.</summary>
    internal static string RuleText(VerificationDefinition definition) =>
        string.Join(" && ", definition.Rule.Select(term => (term.Negated ? "!" : string.Empty) + term.Input));
}
