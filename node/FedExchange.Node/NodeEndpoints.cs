using FedExchange.Governance.Directory;
using FedExchange.Node.Api;
using FedExchange.Node.Links;
using FedExchange.Node.Peers;

namespace FedExchange.Node;

/// <summary>What the node serves, and at which door.</summary>
internal static class NodeEndpoints
{
    /// <summary>Maps everything.</summary>
    public static void MapNode(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPeers();
        endpoints.MapVerificationApi();
        endpoints.MapGet("/healthz", Health).OnListener(NodeListener.Api).ExcludeFromDescription();
    }

    private static IResult Health(NodeHealth health, LinkClient link, DirectoryStore directory, PairKeyKeeper pairs)
    {
        var (have, want) = pairs.Count;
        return Results.Json(
            new
            {
                state = health.MayAnswer ? "ready" : "rolled-back",
                detail = health.RolledBack,
                link = link.IsConnected ? "up" : "down",
                directoryVersion = directory.Current?.Version ?? 0,
                pairs = new { have, want },
            },
            statusCode: health.MayAnswer ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
