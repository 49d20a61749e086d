using System.CommandLine;
using FedExchange.Governance.Policy;
using Spectre.Console;

namespace FedExchange.Cli.Commands;

/// <summary>fedx policy.</summary>
internal static class PolicyCommands
{
    /// <summary>Builds the commands.</summary>
    public static Command Create() => new FedxCommand("policy", "Check a node's policy and see what it would say.") { Check(), Explain() };

    private static FedxCommand Check()
    {
        var command = new FedxCommand("check", "Check a policy file. All problems are told at once, with their lines.", "fedx policy check policy.yaml");
        var file = command.With(new Argument<string>("FILE") { Description = "policy.yaml" });
        return command.Runs((parse, output, _) =>
        {
            var policy = Read(parse.GetRequiredValue(file));
            output.Result(new { rules = policy.Rules.Select(rule => new { rule.Name, rule.Protocol, rule.Requesters, rule.Purposes, rule.Definitions, rule.Tables, rule.ConsentRequired, rule.Minimum }) }, console =>
            {
                console.WriteLine(policy.Rules.Count == 0 ? "The policy has no rules: everything is refused." : $"The policy is well formed; {policy.Rules.Count} rules.");
                foreach (var rule in policy.Rules)
                {
                    console.WriteLine($"  {rule.Name}: {rule.Protocol} for {string.Join(", ", rule.Requesters)}, purposes {string.Join(", ", rule.Purposes)}, {(rule.Tables.Count > 0 ? "tables" : "definitions")} {string.Join(", ", rule.Definitions.Concat(rule.Tables))}, consent {(rule.ConsentRequired ? "required" : "not required")}");
                }
            });
            return Task.FromResult(ExitCodes.Success);
        });
    }

    private static FedxCommand Explain()
    {
        var command = new FedxCommand(
            "explain",
            "Say which rules would look at a request and what each says, without running anything. Exit code 1: no rule allows it.",
            "fedx policy explain policy.yaml --requester one-stop --purpose housing.first-home --definition housing.first-home",
            "fedx policy explain policy.yaml --requester one-stop --purpose statistics.registers --table property");
        var file = command.With(new Argument<string>("FILE") { Description = "policy.yaml" });
        var requester = command.With(new Option<string>("--requester") { Description = "Who asks.", Required = true, HelpName = "ID" });
        var purpose = command.With(new Option<string>("--purpose") { Description = "What for.", Required = true, HelpName = "PURPOSE" });
        var definition = command.With(new Option<string?>("--definition") { Description = "A verification by this definition.", HelpName = "ID" });
        var tables = command.With(new Option<string[]>("--table") { Description = "A row count over this table; repeatable.", HelpName = "TABLE" });
        return command.Runs((parse, output, _) =>
        {
            var counted = parse.GetValue(tables) ?? [];
            if (parse.GetValue(definition) is null == (counted.Length == 0))
            {
                throw new CommandException("Name either a --definition (a verification) or one or more --table (a row count).");
            }

            var request = new AccessRequest
            {
                Protocol = counted.Length == 0 ? AccessRequest.Verification : AccessRequest.Count,
                Requester = parse.GetRequiredValue(requester),
                Purpose = parse.GetRequiredValue(purpose),
                RequestId = new byte[32],
                Binding = new byte[32],
                DefinitionId = parse.GetValue(definition),
                Tables = counted,
            };
            return Task.FromResult(Show(Read(parse.GetRequiredValue(file)), request, output));
        });
    }

    private static int Show(NodePolicy policy, AccessRequest request, CommandOutput output)
    {
        var rules = policy.Explain(request).Select(entry => new { rule = entry.Rule.Name, allows = entry.WhyNot is null, whyNot = entry.WhyNot }).ToList();
        var allowing = policy.Match(request, out var reason, out var nearest);
        output.Result(new { allowed = allowing is not null, rule = allowing?.Name, reason = reason.Length == 0 ? null : reason, nearest, rules }, console =>
        {
            foreach (var rule in rules)
            {
                console.WriteLine($"  {(rule.allows ? "allows" : "no    ")}  {rule.rule}{(rule.whyNot is null ? string.Empty : $" ({rule.whyNot})")}");
            }

            console.WriteLine(allowing is null
                ? $"Refused: {reason}.{(nearest.Length == 0 ? string.Empty : $" Nearest rule: {nearest}.")}"
                : $"Allowed by '{allowing.Name}'{(allowing.ConsentRequired ? ", given a valid consent" : string.Empty)}{(request.DefinitionId is null ? string.Empty : " and the officer's approval of the definition")}, within its limits.");
        });
        return allowing is null ? ExitCodes.Failed : ExitCodes.Success;
    }

    /// <summary>Reads a policy file.</summary>
    internal static NodePolicy Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new CommandException($"There is no policy file {path}. A node without a policy refuses everything.");
        }

        try
        {
            return NodePolicy.Parse(File.ReadAllBytes(path), path);
        }
        catch (PolicyException exception)
        {
            throw new CommandException(exception.Message, exception);
        }
    }
}
