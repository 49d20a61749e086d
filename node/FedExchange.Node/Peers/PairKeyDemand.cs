using FedExchange.Governance.Directory;
using FedExchange.Node.Participations;

namespace FedExchange.Node.Peers;

/// <summary>With which nodes this one needs a pair key: all that a published definition names beside it.</summary>
internal sealed class PairKeyDemand(string self, DefinitionCatalog catalog, DirectoryStore directory)
{
    /// <summary>Node ids in ordinal order; suspended members are left out.</summary>
    public IReadOnlyList<string> Peers() =>
    [
        .. catalog.Usable
            .Where(definition => definition.Providers.Contains(self))
            .SelectMany(definition => definition.Providers)
            .Where(peer => peer != self && directory.Current?.FindActive(peer) is not null)
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];
}
