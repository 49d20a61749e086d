using System.Security.Cryptography.X509Certificates;
using FedExchange.Cli.Connections;
using FedExchange.Governance.Policy;

namespace FedExchange.Cli.Commands;

/// <summary>fedx node status.</summary>
internal static class NodeStatusCommand
{
    /// <summary>Builds the command.</summary>
    public static FedxCommand Create()
    {
        var command = new FedxCommand(
            "status",
            "Show how a node is: running, link, directory, certificate, policy, approvals. Exit code 1: it is not ready.",
            "fedx node status /srv/fedx/node",
            "fedx node status /srv/fedx/node --json");
        var folder = command.With(NodeCommands.Folder());
        return command.Runs(async (parse, output, cancellationToken) =>
        {
            var member = MemberFolder.Open(parse.GetRequiredValue(folder));
            var run = RunFile.TryRead(member.Path);
            using var api = run?["api"] is null ? null : NodeApi.Open(member.Path);
            var health = api is null ? null : await api.HealthAsync(cancellationToken);
            using var certificate = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(member.Path, "keys", "auth.crt"));
            var policy = Path.Combine(member.Path, "policy.yaml");
            var document = new
            {
                node = member.Id,
                region = member.Directory.Region,
                running = health is not null,
                health,
                addresses = run,
                directory = new { member.Directory.Version, member.Directory.ExpiresAt, members = member.Directory.Members.Count, definitions = member.Directory.Definitions.Select(definition => definition.Id) },
                suspended = member.Directory.Find(member.Id)?.Suspended,
                certificateExpires = certificate.NotAfter.ToUniversalTime(),
                rules = File.Exists(policy) ? PolicyCommands.Read(policy).Rules.Count : 0,
                approvals = DefinitionApprovals.Open(Path.Combine(member.Path, "approvals.json")).All.ToDictionary(entry => entry.Key, entry => entry.Value.Hash),
            };
            output.Result(document, console =>
            {
                var writer = console.Profile.Out.Writer;
                writer.WriteLine($"node          {document.node} in region {document.region}{(document.suspended is true ? ", SUSPENDED" : string.Empty)}");
                writer.WriteLine($"state         {(health is null ? "not running" : health["state"])}{(health is null ? string.Empty : $", link {health["link"]}, pair keys {health["pairs"]?["have"]} of {health["pairs"]?["want"]}")}");
                writer.WriteLine($"addresses     {(run is null ? "none" : $"API {run["api"]}, peers {run["peer"]}")}");
                writer.WriteLine($"directory     version {document.directory.Version}, {document.directory.members} members, good until {document.directory.ExpiresAt:u}");
                writer.WriteLine($"certificate   good until {document.certificateExpires:u}");
                writer.WriteLine($"policy        {(document.rules == 0 ? "no rules: everything is refused" : $"{document.rules} rules")}");
                writer.WriteLine($"approved      {string.Join(", ", document.approvals.Keys.DefaultIfEmpty("nothing"))}");
            });
            return health?["state"]?.GetValue<string>() == "ready" ? ExitCodes.Success : ExitCodes.Failed;
        });
    }
}
