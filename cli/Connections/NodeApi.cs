using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace FedExchange.Cli.Connections;

/// <summary>Calls a node's local REST API as an in-house system does.</summary>
internal sealed class NodeApi : IDisposable
{
    private readonly HttpClient client;

    private NodeApi(Uri address, string? token)
    {
        var handler = new SocketsHttpHandler { MaxConnectionsPerServer = 512, PooledConnectionIdleTimeout = TimeSpan.FromMinutes(5), UseProxy = false };
        client = new HttpClient(handler) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <summary>Opens the API of the node in a folder.</summary>
    public static NodeApi Open(string folder)
    {
        var address = RunFile.Require(folder, "api", $"fedx node run {folder}");
        var token = Path.Combine(folder, "api.token");
        return new NodeApi(new Uri(address), File.Exists(token) ? File.ReadAllText(token).Trim() : null);
    }

    /// <summary>Opens an API at an address.</summary>
    public static NodeApi Open(Uri address, string token) => new(address, token);

    /// <summary>Health document, or null while the node does not answer.</summary>
    public async Task<JsonObject?> HealthAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync(new Uri("/healthz", UriKind.Relative), cancellationToken);
            return await response.Content.ReadFromJsonAsync<JsonObject>(cancellationToken);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException)
        {
            return null; // not up yet: the caller asks again
        }
    }

    /// <summary>Any JSON document by path.</summary>
    public async Task<JsonNode?> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode ? JsonText.Embed(text) : throw Problem(text, (int)response.StatusCode);
    }

    /// <summary>Verifies one subject.</summary>
    public async Task<VerificationAnswer> VerifyAsync(VerificationCall call, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"/v1/verifications/{Uri.EscapeDataString(call.Definition)}", UriKind.Relative))
        {
            Content = JsonContent.Create(call.Body(), options: JsonText.Options),
        };
        if (call.IdempotencyKey is { } key)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        using var response = await client.SendAsync(request, cancellationToken);
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode ? VerificationAnswer.Parse(text) : throw Problem(text, (int)response.StatusCode);
    }

    /// <inheritdoc />
    public void Dispose() => client.Dispose();

    private static NodeProblemException Problem(string text, int status)
    {
        var problem = JsonText.Embed(text) as JsonObject;
        return new NodeProblemException(
            problem?["code"]?.GetValue<string>() ?? $"HTTP_{status}",
            problem?["detail"]?.GetValue<string>() ?? $"The node answered with HTTP status {status}.",
            problem?["retryable"]?.GetValue<bool>() ?? status is 503 or 429);
    }
}
