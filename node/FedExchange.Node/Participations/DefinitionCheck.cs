using FedExchange.Governance.Definitions;
using FedExchange.Governance.Directory;
using FedExchange.Node.Peers;

namespace FedExchange.Node.Participations;

/// <summary>
/// Checks each definition that names this node against its registers, at the start and whenever a directory arrives: the officer reads
/// in the log what does not fit, before anybody asks.
/// </summary>
internal sealed class DefinitionCheck(
    PeerSelf self, DefinitionCatalog catalog, LocalPredicates predicates, DirectoryStore directory, ILogger<DefinitionCheck> logger) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        directory.Changed += Check;
        Check(this, EventArgs.Empty);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        directory.Changed -= Check;
        return Task.CompletedTask;
    }

    private void Check(object? sender, EventArgs e)
    {
        foreach (VerificationDefinition definition in catalog.Usable.Where(definition => definition.Providers.Contains(self.NodeId)))
        {
            string problem = predicates.Of(definition).Problem;
            if (problem.Length > 0)
            {
                VerificationLog.Unusable(logger, definition.Id, problem);
            }
        }
    }
}
