using FedExchange.Crypto.Randomness;
using FedExchange.Governance.Audit;
using FedExchange.Governance.Directory;
using FedExchange.Governance.Policy;
using FedExchange.Node.Identity;
using FedExchange.Node.Peers;
using FedExchange.Registers;

namespace FedExchange.Node.Participations;

/// <summary>Puts the verification together.</summary>
internal static class VerificationServices
{
    /// <summary>
    /// Adds both roles of a verification. Needs what <see cref="PeerServices.AddPeers"/> needs, and <see cref="PolicyGate"/>,
    /// <see cref="ReleaseGate"/>, <see cref="AuditLog"/> and <see cref="RecordStore"/>.
    /// </summary>
    public static IServiceCollection AddVerification(this IServiceCollection services)
    {
        services.AddSingleton<VerificationLimits>();
        services.AddSingleton<ProviderPoll>();
        services.AddSingleton(provider => NodePrf.FromLogKey(provider.GetRequiredService<NodeIdentity>().LogKey));
        services.AddSingleton(provider => new LocalPredicates(
            provider.GetRequiredService<PeerSelf>().NodeId,
            provider.GetRequiredService<RecordStore>().Schemas,
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IPeerProtocol>(provider => new VerificationProvider(
            provider.GetRequiredService<PeerSelf>().NodeId,
            provider.GetRequiredService<DefinitionCatalog>(),
            provider.GetRequiredService<PairKeyRing>(),
            provider.GetRequiredService<PolicyGate>(),
            provider.GetRequiredService<ReleaseGate>(),
            provider.GetRequiredService<AuditLog>(),
            provider.GetRequiredService<RecordStore>(),
            provider.GetRequiredService<LocalPredicates>(),
            provider.GetRequiredService<VerificationLimits>(),
            provider.GetRequiredService<NodePrf>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<VerificationProvider>>()));
        services.AddSingleton(provider => new VerificationRequester(
            provider.GetRequiredService<PeerSelf>().NodeId,
            provider.GetRequiredService<PeerSelf>().SignKey,
            provider.GetRequiredService<NodePrf>(),
            provider.GetRequiredService<DirectoryStore>(),
            provider.GetRequiredService<DefinitionCatalog>(),
            provider.GetRequiredService<ProviderPoll>(),
            provider.GetRequiredService<PeerExchange>(),
            provider.GetRequiredService<AuditLog>(),
            provider.GetRequiredService<NodeHealth>(),
            provider.GetRequiredService<VerificationLimits>(),
            provider.GetRequiredService<IRandomSource>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<VerificationRequester>>()));
        services.AddHostedService<DefinitionCheck>();
        return services;
    }
}
