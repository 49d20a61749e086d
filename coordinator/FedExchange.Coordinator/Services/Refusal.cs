using Grpc.Core;

namespace FedExchange.Coordinator.Services;

/// <summary>A call is refused: gRPC status, a stable reason in the trailer "reason", and what to do in plain words.</summary>
internal static class Refusal
{
    /// <summary>Name of the trailer with the stable reason.</summary>
    public const string Trailer = "reason";

    public static RpcException Of(StatusCode status, string reason, string detail) =>
        new(new Status(status, $"{reason}: {detail}"), new Metadata { { Trailer, reason } });
}
