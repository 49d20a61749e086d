using Grpc.Core;

namespace FedExchange.Node.Api;

/// <summary>Marks endpoints that need the bearer token.</summary>
internal sealed class ApiTokenRequired;

/// <summary>Checks the bearer token before an endpoint of the local interface runs, in the form the caller speaks.</summary>
internal static class ApiAuthorization
{
    /// <summary>Adds the check; between routing and the endpoints.</summary>
    public static IApplicationBuilder UseApiToken(this IApplicationBuilder app)
    {
        ApiToken token = app.ApplicationServices.GetRequiredService<ApiToken>();
        return app.Use(async (context, next) =>
        {
            if (context.GetEndpoint()?.Metadata.GetMetadata<ApiTokenRequired>() is null
                || token.Accepts(context.Request.Headers.Authorization.ToString(), out string code, out string detail))
            {
                await next(context);
                return;
            }

            if (context.Request.ContentType?.StartsWith("application/grpc", StringComparison.OrdinalIgnoreCase) == true)
            {
                // A gRPC call is refused by trailers alone: HTTP 200, status in the headers.
                context.Response.ContentType = "application/grpc";
                context.Response.Headers["grpc-status"] = ((int)StatusCode.Unauthenticated).ToString(System.Globalization.CultureInfo.InvariantCulture);
                context.Response.Headers["grpc-message"] = Uri.EscapeDataString($"{code}: {detail}").Replace("%20", " ", StringComparison.Ordinal);
                context.Response.Headers["fedx-code"] = code;
                return;
            }

            await ProblemReply.WriteAsync(context, ProblemReply.Body(code, detail));
        });
    }
}
