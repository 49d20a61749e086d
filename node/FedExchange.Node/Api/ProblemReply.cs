using System.Text.Json;

namespace FedExchange.Node.Api;

/// <summary>Makes and writes problem+json (RFC 9457).</summary>
internal static class ProblemReply
{
    /// <summary>Media type of a problem.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>A problem by its code.</summary>
    /// <param name="code">Code of the table.</param>
    /// <param name="detail">What to do.</param>
    /// <param name="retryable">Overrides the table's word.</param>
    /// <param name="provider">Provider concerned.</param>
    /// <param name="field">Field concerned.</param>
    public static ProblemBody Body(string code, string detail, bool? retryable = null, string? provider = null, string? field = null)
    {
        ApiProblem row = retryable is { } known ? ApiProblems.For(code, known) : ApiProblems.Of(code);
        return new ProblemBody
        {
            Type = "urn:fedexchange:problem:" + row.Code.ToLowerInvariant().Replace('_', '-'),
            Title = row.Title,
            Status = row.Http,
            Code = row.Code,
            Detail = detail,
            Retryable = row.Retryable,
            Provider = provider,
            Field = field,
        };
    }

    /// <summary>Answers a call with a problem.</summary>
    public static async Task WriteAsync(HttpContext context, ProblemBody problem)
    {
        context.Response.StatusCode = problem.Status;
        context.Response.ContentType = MediaType;
        if (problem.Status == StatusCodes.Status401Unauthorized)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
        }

        await JsonSerializer.SerializeAsync(context.Response.Body, problem, ApiJson.Default.ProblemBody, context.RequestAborted);
    }
}
