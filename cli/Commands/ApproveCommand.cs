using System.CommandLine;
using FedExchange.Cli.Connections;
using FedExchange.Governance.Definitions;
using FedExchange.Governance.Policy;
using Spectre.Console;

namespace FedExchange.Cli.Commands;

/// <summary>fedx node approve: the data officer's decision about a definition.</summary>
internal static class ApproveCommand
{
    /// <summary>Builds the command.</summary>
    public static FedxCommand Create()
    {
        var command = new FedxCommand(
            "approve",
            "Show what a published definition would read here and what leaves, and approve it. The approval holds for this very hash; a changed definition needs a new one.",
            "fedx node approve /srv/fedx/node housing.first-home",
            "fedx node approve /srv/fedx/node housing.first-home --yes",
            "fedx node approve /srv/fedx/node housing.first-home --revoke");
        var folder = command.With(NodeCommands.Folder());
        var id = command.With(new Argument<string>("DEFINITION") { Description = "Definition id." });
        var yes = command.With(new Option<bool>("--yes") { Description = "Approve without asking." });
        var revoke = command.With(new Option<bool>("--revoke") { Description = "Take an approval back; requests by it are refused from then on." });
        return command.Runs((parse, output, _) =>
        {
            var target = parse.GetRequiredValue(folder);
            var approvals = DefinitionApprovals.Open(Path.Combine(target, "approvals.json"));
            return Task.FromResult(parse.GetValue(revoke)
                ? Revoke(approvals, parse.GetRequiredValue(id), output)
                : Approve(approvals, target, parse.GetRequiredValue(id), parse.GetValue(yes), output));
        });
    }

    private static int Revoke(DefinitionApprovals approvals, string id, CommandOutput output)
    {
        var was = approvals.Revoke(id);
        output.Result(new { id, approved = false, was }, console => console.WriteLine(was ? $"{id} is no longer approved." : $"{id} was not approved."));
        return ExitCodes.Success;
    }

    private static int Approve(DefinitionApprovals approvals, string folder, string id, bool yes, CommandOutput output)
    {
        var member = MemberFolder.Open(folder);
        var definition = member.Definition(id);
        var terms = definition.TermsOf(member.Id);
        if (terms.Count == 0)
        {
            throw new CommandException($"{id} asks nothing of {member.Id}; there is nothing to approve. It asks: {string.Join(", ", definition.Providers)}.");
        }

        var problems = NodeTables.Check(folder, definition);
        Show(definition, member.Id, terms.Select(term => term.Input).ToList(), problems, output);
        if (problems.Count > 0)
        {
            throw new FailedException("Not approved: the predicate does not fit this node's tables. Correct 'data' in node.yaml, or ask the definition's owner.", "PREDICATE_DOES_NOT_FIT");
        }

        if (!yes && !Confirm(output))
        {
            throw new FailedException("Not approved.", "NOT_APPROVED");
        }

        approvals.Approve(id, definition.HashHex, TimeProvider.System.GetUtcNow());
        output.Result(new { id, version = definition.Version, hash = definition.HashHex, approved = true }, console => console.Profile.Out.Writer.WriteLine($"Approved {id} version {definition.Version}, hash {definition.HashHex}."));
        return ExitCodes.Success;
    }

    private static void Show(VerificationDefinition definition, string node, IReadOnlyList<DefinitionInput> inputs, List<string> problems, CommandOutput output)
    {
        output.Note($"""
            {definition.Title.En} · {definition.Title.Zh}
              definition   {definition.Id} version {definition.Version}, owner {definition.Owner}
              hash         {definition.HashHex}
              purposes     {string.Join(", ", definition.Purposes)}
              rule         {DefinitionCommands.RuleText(definition)}
              freshness    {(definition.MaxAge is { } age ? $"records older than {age.TotalDays:0.#} days leave the answer undetermined" : "age of records does not matter")}
              about        one person at a time, by resident identifier{(definition.SubjectName == NameUse.None ? string.Empty : " and name")}, under that person's consent unless your policy says otherwise
            """);
        foreach (var input in inputs)
        {
            output.Note($"""
              read here    {string.Join(", ", input.Parsed.Tables)} (input '{input.Name}')
                           {input.Predicate}
            """);
        }

        output.Note(Leaving(definition, node));
        foreach (var problem in problems)
        {
            output.Note("  PROBLEM      " + problem);
        }
    }

    private static string Leaving(VerificationDefinition definition, string node)
    {
        var others = definition.Providers.Where(provider => provider != node).ToList();
        return others.Count == 0
            ? """
                leaves       true, false or undetermined for each request, sealed to the requester: no other department takes part, so this node's part is
                             the answer. No row and no column leaves.
              """
            : $"""
                leaves       two masked numbers of 16 bytes and {others.Count} check values for each request, sealed to the requester. Without the parts of all of
                             {string.Join(", ", others)}
                             they say nothing. No row, no column and no yes or no of this node leaves.
              """;
    }

    private static bool Confirm(CommandOutput output)
    {
        if (output.Json || Console.IsInputRedirected)
        {
            throw new CommandException("Nobody is there to ask: add --yes.");
        }

        output.Progress.Write("Approve? Type yes: ");
        return Console.ReadLine()?.Trim() == "yes";
    }
}
