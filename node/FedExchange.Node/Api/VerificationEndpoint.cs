using System.Buffers;
using System.Text.Json;
using FedExchange.Governance.Definitions;
using FedExchange.Node.Participations;
using Microsoft.AspNetCore.Http.Features;

namespace FedExchange.Node.Api;

/// <summary>The REST face of a verification.</summary>
internal static class VerificationEndpoint
{
    /// <summary>Largest body, in bytes.</summary>
    public const int BodyLimit = 64 * 1024;

    /// <summary>POST /v1/verifications/{definition}.</summary>
    public static async Task VerifyAsync(HttpContext context, string definition, VerificationRequester requester)
    {
        // A caller that sends far too much gets to read why: no more than BodyLimit is kept, and for some seconds the server takes and drops the rest
        // instead of breaking the connection.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (!context.Request.HasJsonContentType())
        {
            await ProblemReply.WriteAsync(context, ProblemReply.Body(ApiProblems.WrongMediaType, "Send the body with 'Content-Type: application/json'."));
            return;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(BodyLimit + 1);
        try
        {
            int length = await ReadBodyAsync(context.Request, buffer.AsMemory(0, BodyLimit + 1), context.RequestAborted);
            if (length > BodyLimit)
            {
                await ProblemReply.WriteAsync(context, ProblemReply.Body(ApiProblems.BodyTooLarge, $"A body has at most {BodyLimit} bytes."));
                return;
            }

            string key = context.Request.Headers["Idempotency-Key"].ToString();
            if (!VerifyBodyReader.TryRead(buffer.AsMemory(0, length), definition, key, out VerificationQuestion? question, out ProblemBody? problem))
            {
                await ProblemReply.WriteAsync(context, problem);
                return;
            }

            await WriteAsync(context, await requester.VerifyAsync(question, context.RequestAborted));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    /// <summary>GET /v1/definitions.</summary>
    public static Task ListAsync(HttpContext context, DefinitionCatalog catalog)
    {
        DefinitionsBody body = new()
        {
            Definitions =
            [
                .. catalog.Usable.OrderBy(definition => definition.Id, StringComparer.Ordinal).Select(definition => new DefinitionBody
                {
                    Id = definition.Id,
                    Version = definition.Version,
                    Hash = definition.HashHex,
                    TitleEn = definition.Title.En,
                    TitleZh = definition.Title.Zh,
                    Purposes = definition.Purposes,
                    Providers = definition.Providers,
                    SubjectName = definition.SubjectName switch { NameUse.None => "none", NameUse.Required => "required", _ => "optional" },
                }),
            ],
        };
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(context.Response.Body, body, ApiJson.Default.DefinitionsBody, context.RequestAborted);
    }

    private static async Task WriteAsync(HttpContext context, VerificationOutcome outcome)
    {
        if (outcome is VerificationOutcome.Failed failed)
        {
            await ProblemReply.WriteAsync(context, ProblemReply.Body(failed.Code, failed.Detail, failed.Retryable, failed.Provider));
            return;
        }

        VerificationOutcome.Answered answered = (VerificationOutcome.Answered)outcome;
        context.Response.ContentType = "application/json";
        // The receipt is JSON already and goes out as it was signed.
        using (Utf8JsonWriter writer = new(context.Response.BodyWriter))
        {
            writer.WriteStartObject();
            writer.WriteString("result", ResultWords.Of(answered.Result));
            writer.WritePropertyName("receipt");
            writer.WriteRawValue(answered.Receipt, skipInputValidation: true);
            writer.WriteEndObject();
        }

        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static async Task<int> ReadBodyAsync(HttpRequest request, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (request.ContentLength > BodyLimit)
        {
            return buffer.Length;
        }

        int length = 0;
        while (length < buffer.Length)
        {
            int read = await request.Body.ReadAsync(buffer[length..], cancellationToken);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        return length;
    }
}
