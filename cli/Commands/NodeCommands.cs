using System.CommandLine;

namespace FedExchange.Cli.Commands;

/// <summary>fedx node: set up and run a department's node.</summary>
internal static class NodeCommands
{
    /// <summary>Builds the commands.</summary>
    public static Command Create() => new FedxCommand("node", "Set up and run a department's node.") { Init(), Join(), Run(), ApproveCommand.Create(), NodeStatusCommand.Create() };

    /// <summary>The node's folder, as every command here takes it.</summary>
    internal static Argument<string> Folder() => new("DIR") { Description = "The node's folder." };

    private static FedxCommand Init()
    {
        var command = new FedxCommand(
            "init",
            "Make a node's folder: its keys, which never leave it, node.yaml to fill in, and an API token for in-house systems.",
            "fedx node init /srv/fedx/node --id property-registry --title-en \"Property registry\" --title-zh 不动产登记中心");
        var folder = command.With(Folder());
        var id = command.With(new Option<string>("--id") { Description = "Node id: lower-case letters, digits and '-'.", Required = true, HelpName = "ID" });
        var en = command.With(new Option<string?>("--title-en") { Description = "Name in English; default: the id.", HelpName = "NAME" });
        var zh = command.With(new Option<string?>("--title-zh") { Description = "Name in Chinese; default: the English one.", HelpName = "NAME" });
        return command.Runs((parse, output, _) =>
        {
            var target = parse.GetRequiredValue(folder);
            var node = parse.GetRequiredValue(id);
            var title = parse.GetValue(en) ?? node;
            var fingerprint = Hosts.InitNode(target, node, title, parse.GetValue(zh) ?? title);
            output.Result(new { folder = Path.GetFullPath(target), node, keyFingerprint = fingerprint }, console =>
                console.Profile.Out.Writer.WriteLine($"Node {node} in {Path.GetFullPath(target)}. Fingerprint of its sign key: {fingerprint}. Next: ask the region's operator for a token, then 'fedx node join {target} --token TOKEN'."));
            return Task.FromResult(ExitCodes.Success);
        });
    }

    private static FedxCommand Join()
    {
        var command = new FedxCommand(
            "join",
            "Become a member of the region that a token is for. Waits for the operator's approval; tell the operator the fingerprint by telephone.",
            "fedx node join /srv/fedx/node --token TOKEN");
        var folder = command.With(Folder());
        var token = command.With(new Option<string>("--token") { Description = "One-time token from the operator.", Required = true, HelpName = "TOKEN" });
        return command.Runs(async (parse, output, cancellationToken) =>
        {
            var target = parse.GetRequiredValue(folder);
            var joined = await Hosts.JoinAsync(target, parse.GetRequiredValue(token), output.Note, cancellationToken);
            output.Result(new { node = joined.NodeId, joined.Region, joined.KeyFingerprint, joined.CertificateExpires, joined.DirectoryVersion }, console =>
                console.Profile.Out.Writer.WriteLine($"{joined.NodeId} is a member of region {joined.Region} (directory version {joined.DirectoryVersion}). Next: data in node.yaml, rules in policy.yaml, then 'fedx node run {target}'."));
            return ExitCodes.Success;
        });
    }

    private static FedxCommand Run()
    {
        var command = new FedxCommand("run", "Run the node until Ctrl-C or SIGTERM.", "fedx node run /srv/fedx/node");
        var folder = command.With(Folder());
        return command.Runs(async (parse, _, cancellationToken) =>
        {
            await Hosts.RunNodeAsync(parse.GetRequiredValue(folder), cancellationToken);
            return ExitCodes.Success;
        });
    }
}
