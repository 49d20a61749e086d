using FedExchange.Node.Api;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace FedExchange.Node;

/// <summary>Through which door a connection came in. An endpoint answers at its own door only.</summary>
internal enum NodeListener
{
    /// <summary>From other nodes: mutual TLS, certificates of the region.</summary>
    Peer = 1,

    /// <summary>From in-house systems: plain HTTP on loopback, with the node's bearer token.</summary>
    Api = 2,
}

/// <summary>Ties endpoints to doors.</summary>
internal static class NodeListenerExtensions
{
    /// <summary>Lets these endpoints answer at <paramref name="listener"/> only; anywhere else they do not exist.</summary>
    public static TBuilder OnListener<TBuilder>(this TBuilder endpoints, NodeListener listener)
        where TBuilder : IEndpointConventionBuilder =>
        endpoints.WithMetadata(new ListenerMetadata(listener));

    /// <summary>Marks every connection of a listener with its door.</summary>
    public static void Mark(this ListenOptions listen, NodeListener listener)
    {
        var mark = new ListenerFeature(listener);
        listen.Use(next => connection =>
        {
            connection.Features.Set(mark);
            return next(connection);
        });
    }

    /// <summary>Answers 404 where an endpoint has no business at the door the connection came through. Endpoints tied to no door answer nowhere.</summary>
    public static IApplicationBuilder UseListeners(this IApplicationBuilder app) => app.Use(static (context, next) =>
    {
        var door = context.Features.Get<ListenerFeature>()?.Listener;
        var wanted = context.GetEndpoint()?.Metadata.GetMetadata<ListenerMetadata>()?.Listener;
        if (door is not null && door == wanted)
        {
            return next(context);
        }

        if (door == NodeListener.Api && context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) != true)
        {
            return ProblemReply.WriteAsync(context, ProblemReply.Body(ApiProblems.NoSuchPath, "Nothing is served at this path by this method; GET /openapi/v1.json lists what is."));
        }

        context.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    });
}

/// <summary>Mark on a connection: the door it came through.</summary>
internal sealed record ListenerFeature(NodeListener Listener);

/// <summary>Mark on an endpoint: the door it answers at.</summary>
internal sealed record ListenerMetadata(NodeListener Listener);
