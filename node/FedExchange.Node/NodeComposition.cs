using FedExchange.Governance.Policy;
using FedExchange.Node.Api;
using FedExchange.Node.Enrolment;
using FedExchange.Node.Identity;
using FedExchange.Node.Jobs;
using FedExchange.Node.Links;
using FedExchange.Node.Participations;
using FedExchange.Node.Peers;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FedExchange.Node;

/// <summary>The composition root: which parts a node has and which doors they answer at.</summary>
internal static class NodeComposition
{
    /// <summary>Adds every part of a node.</summary>
    public static IServiceCollection AddNode(this IServiceCollection services, NodeState state, NodeHostSettings settings)
    {
        // What lives in files was opened before and is closed after the host.
        services.AddSingleton(settings.Time);
        services.AddSingleton(settings.Random);
        services.AddSingleton(state.Paths);
        services.AddSingleton(state.Options);
        services.AddSingleton(state.Identity);
        services.AddSingleton(state.Directory);
        services.AddSingleton(state.Log);
        services.AddSingleton(state.Records);
        services.AddSingleton(state.Approvals);
        services.AddSingleton(state.SubjectKeys);
        services.AddSingleton(state.Outbox);

        // The two gates.
        services.AddSingleton<NodeHealth>();
        services.AddSingleton(provider => new PolicyFile(state.Options.PolicyFile, settings.Time, provider.GetRequiredService<ILogger<PolicyFile>>()));
        services.AddSingleton(provider =>
        {
            var policy = provider.GetRequiredService<PolicyFile>();
            return new PolicyGate(new PolicyGateOptions
            {
                NodeId = state.Identity.NodeId,
                Policy = () => policy.Current,
                Directory = () => state.Directory.Current,
                Approvals = state.Approvals,
                Log = state.Log,
                SubjectKeys = state.SubjectKeys,
                TimeProvider = settings.Time,
            });
        });
        services.AddSingleton(new ReleaseGate(state.Log));

        // Peers.
        services.AddSingleton(new PeerSelf
        {
            NodeId = state.Identity.NodeId,
            SignKey = state.Identity.SignKey,
            SealKey = state.Identity.SealKey,
            Certificate = () => state.Identity.Certificate,
            DatabasePath = state.Paths.Database,
        });
        services.AddPeers();
        services.RemoveAll<IPeerRequestHandler>();
        services.AddSingleton(provider => provider.GetRequiredService<PeerTraffic>().Meter(new HealthyPeerRequestHandler(
            provider.GetRequiredService<PeerRequestHandler>(), provider.GetRequiredService<NodeHealth>())));

        // Verification, and the door for in-house systems.
        services.AddSingleton(_ => ReadApiToken(state.Paths));
        services.AddVerification();
        services.AddVerificationApi();

        // The link and what comes over it.
        var coordinator = state.Options.Coordinator
            ?? throw new NodeException("NODE_NOT_JOINED", "node.yaml names no coordinator: run 'fedx node join --token …', or write 'coordinator: host:port' into it.");
        services.AddSingleton(new NodeTls(state.Identity, settings.Time));
        services.AddSingleton<IJobParticipation, CountParticipation>();
        services.AddSingleton<JobInbox>();
        services.AddSingleton(provider => new RelayedInbox(
            provider.GetRequiredService<IPeerRequestHandler>(), state.Options.RelayedConcurrency, provider.GetRequiredService<ILogger<RelayedInbox>>()));
        services.AddSingleton(settings.Link);
        services.AddSingleton<CoordinatorDial>(provider => () => CoordinatorChannel.Open(coordinator, provider.GetRequiredService<NodeTls>().ToCoordinator()));
        services.AddSingleton<LinkClient>();
        services.AddSingleton<IRelay>(provider => provider.GetRequiredService<LinkClient>());
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<CertificateRenewal>(provider, coordinator));
        return services;
    }

    private static ApiToken ReadApiToken(NodePaths paths)
    {
        var text = File.Exists(paths.ApiToken) ? File.ReadAllText(paths.ApiToken).Trim() : "";
        return text.Length > 0
            ? new ApiToken(text)
            : throw new NodeException("API_TOKEN_MISSING", $"{paths.ApiToken} is missing or empty: restore it, or write a long random text into it (mode 0600).");
    }
}
