using FedExchange.Node.Participations;
using FedExchange.Node.Peers;

namespace FedExchange.Node.Api;

/// <summary>The local interface: REST, gRPC and the document that describes it.</summary>
internal static class VerificationApi
{
    /// <summary>Adds the interface. Needs an <see cref="ApiToken"/> and what <see cref="VerificationServices.AddVerification"/> needs.</summary>
    public static IServiceCollection AddVerificationApi(this IServiceCollection services)
    {
        services.AddSingleton<VerificationGrpcService>();
        services.AddOpenApi("v1", ApiDocument.Configure);
        return services;
    }

    /// <summary>Serves the interface at the API's door; the document needs no token, everything else does.</summary>
    public static void MapVerificationApi(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapPost("/v1/verifications/{definition}", VerificationEndpoint.VerifyAsync)
            .WithName("verify")
            .WithTags("verification")
            .WithSummary("Verifies one subject under a published definition")
            .WithDescription("Asks every provider of the definition and gives the combined answer with a receipt. '@3' behind the id asks for that version. The header Idempotency-Key makes a repetition safe: it gives the first answer.")
            // Any media type gets as far as the endpoint, which answers with a problem; the document lists JSON only.
            .Accepts<VerifyBody>("application/json", ApiDocument.AnyMediaType)
            .Produces<VerifyAnswer>(StatusCodes.Status200OK, "application/json")
            .WithProblems()
            .WithMetadata(new ApiTokenRequired())
            .OnListener(NodeListener.Api);
        endpoints.MapGet("/v1/definitions", VerificationEndpoint.ListAsync)
            .WithName("definitions")
            .WithTags("verification")
            .WithSummary("Lists the published definitions")
            .Produces<DefinitionsBody>(StatusCodes.Status200OK, "application/json")
            .Produces<ProblemBody>(StatusCodes.Status401Unauthorized, ProblemReply.MediaType)
            .WithMetadata(new ApiTokenRequired())
            .OnListener(NodeListener.Api);
        endpoints.MapGet("/v1/traffic", (PeerTraffic traffic) => new TrafficBody(traffic.Asked, traffic.Answered, traffic.BytesSent, traffic.BytesReceived))
            .WithName("traffic")
            .WithTags("management")
            .WithSummary("Tells how much this node and its peers have said to each other since it started")
            .Produces<TrafficBody>(StatusCodes.Status200OK, "application/json")
            .Produces<ProblemBody>(StatusCodes.Status401Unauthorized, ProblemReply.MediaType)
            .WithMetadata(new ApiTokenRequired())
            .OnListener(NodeListener.Api);
        endpoints.MapOpenApi("/openapi/{documentName}.json").OnListener(NodeListener.Api);
        endpoints.MapGrpcService<VerificationGrpcService>().WithMetadata(new ApiTokenRequired()).OnListener(NodeListener.Api);
    }

    private static RouteHandlerBuilder WithProblems(this RouteHandlerBuilder endpoint)
    {
        foreach (int status in ApiProblems.All.Select(problem => problem.Http).Distinct().Order())
        {
            endpoint.Produces<ProblemBody>(status, ProblemReply.MediaType);
        }

        return endpoint;
    }
}
