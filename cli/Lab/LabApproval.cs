using FedExchange.Cli.Commands;
using FedExchange.Cli.Connections;
using FedExchange.Governance.Policy;

namespace FedExchange.Cli.Lab;

/// <summary>Plays the data officer: approves the definitions that a provider's own policy names.</summary>
internal static class LabApproval
{
    /// <summary>Approves.</summary>
    public static void ApproveOwnParts(string folder, LabNode node)
    {
        if (node.Policy is null)
        {
            return;
        }

        var member = MemberFolder.Open(folder);
        var named = PolicyCommands.Read(node.Policy).Rules.SelectMany(rule => rule.Definitions).ToHashSet(StringComparer.Ordinal);
        var approvals = DefinitionApprovals.Open(Path.Combine(folder, "approvals.json"));
        foreach (var published in member.Directory.Definitions.Where(definition => named.Contains(definition.Id) || named.Contains("*")))
        {
            if (member.Definition(published.Id).Providers.Contains(node.Id))
            {
                approvals.Approve(published.Id, published.Hash, TimeProvider.System.GetUtcNow());
            }
        }
    }
}
