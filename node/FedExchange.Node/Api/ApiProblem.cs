using Grpc.Core;

namespace FedExchange.Node.Api;

/// <summary>One row of the table of problems.</summary>
/// <param name="Code">Stable upper-case code.</param>
/// <param name="Http">HTTP status.</param>
/// <param name="Grpc">gRPC status.</param>
/// <param name="Retryable">Whether the same call may succeed later.</param>
/// <param name="Title">What it means, in a few words.</param>
internal sealed record ApiProblem(string Code, int Http, StatusCode Grpc, bool Retryable, string Title);
