using Grpc.Core;

namespace FedExchange.Node.Api;

/// <summary>Maps a problem to gRPC: the status of the table, and code, retryability and provider in the trailers.</summary>
internal static class GrpcProblem
{
    /// <summary>The exception that ends the call.</summary>
    public static RpcException Make(ProblemBody problem)
    {
        Metadata trailers = new()
        {
            { "fedx-code", problem.Code },
            { "fedx-retryable", problem.Retryable ? "true" : "false" },
        };
        if (problem.Provider is { } provider)
        {
            trailers.Add("fedx-provider", provider);
        }

        if (problem.Field is { } field && Ascii.IsPrintable(field))
        {
            trailers.Add("fedx-field", field);
        }

        return new RpcException(new Status(ApiProblems.For(problem.Code, problem.Retryable).Grpc, $"{problem.Code}: {problem.Detail}"), trailers);
    }

    private static class Ascii
    {
        public static bool IsPrintable(string text) => text.All(c => c is >= ' ' and <= '~');
    }
}
