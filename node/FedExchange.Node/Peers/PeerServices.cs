using FedExchange.Crypto.Randomness;
using FedExchange.Governance.Directory;
using FedExchange.Node.Links;
using FedExchange.Node.Participations;

namespace FedExchange.Node.Peers;

/// <summary>Puts the peer layer together.</summary>
internal static class PeerServices
{
    /// <summary>
    /// Adds everything between this node and its peers. Needs in the services: <see cref="PeerSelf"/>, <see cref="DirectoryStore"/>,
    /// <see cref="IRelay"/>, <see cref="IRandomSource"/> and <see cref="TimeProvider"/>. The relay is asked for when it is first used,
    /// because the link in turn hands relayed frames to <see cref="IPeerRequestHandler"/>.
    /// </summary>
    public static IServiceCollection AddPeers(this IServiceCollection services)
    {
        services.AddGrpc(options => options.MaxReceiveMessageSize = PeerLimits.MessageBytes);
        services.AddSingleton(provider =>
        {
            PeerSelf self = provider.GetRequiredService<PeerSelf>();
            return new PeerSealer(self.NodeId, self.SignKey, self.SealKey, provider.GetRequiredService<IRandomSource>());
        });
        services.AddSingleton(provider => new PeerChannels(provider.GetRequiredService<PeerSelf>().Certificate, provider.GetRequiredService<DirectoryStore>()));
        services.AddSingleton<PeerTraffic>();
        services.AddSingleton(provider => provider.GetRequiredService<PeerTraffic>().Meter(new PeerTransport(
            provider.GetRequiredService<DirectoryStore>(),
            provider.GetRequiredService<PeerChannels>(),
            provider.GetRequiredService<IRelay>,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PeerTransport>>())));
        services.AddSingleton<PeerExchange>();
        services.AddSingleton(provider =>
        {
            PeerSelf self = provider.GetRequiredService<PeerSelf>();
            return PairKeyStore.Open(self.DatabasePath, self.SealKey, provider.GetRequiredService<IRandomSource>());
        });
        services.AddSingleton(provider => new PairKeyRing(
            provider.GetRequiredService<PeerSelf>().NodeId, provider.GetRequiredService<PairKeyStore>(), provider.GetRequiredService<IRandomSource>()));
        services.AddSingleton<PairKeyAgreement>();
        services.AddSingleton<DefinitionCatalog>();
        services.AddSingleton(provider => new PairKeyDemand(
            provider.GetRequiredService<PeerSelf>().NodeId, provider.GetRequiredService<DefinitionCatalog>(), provider.GetRequiredService<DirectoryStore>()));
        services.AddSingleton<PairKeyKeeper>();
        services.AddHostedService(provider => provider.GetRequiredService<PairKeyKeeper>());
        services.AddSingleton<IPeerProtocol, PairKeyOfferProtocol>();
        services.AddSingleton<IPeerProtocol, PairKeyAnswerProtocol>();
        services.AddSingleton<IPeerProtocol, PairKeyCheckProtocol>();
        services.AddSingleton<PeerRequestHandler>();
        services.AddSingleton(provider => provider.GetRequiredService<PeerTraffic>().Meter(provider.GetRequiredService<PeerRequestHandler>()));
        services.AddSingleton<PeerGrpcService>();
        return services;
    }

    /// <summary>Serves the direct path at the peers' door.</summary>
    public static void MapPeers(this IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService<PeerGrpcService>().OnListener(NodeListener.Peer);
}
