using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FedExchange.Federation.Tests.TestBed;
using FedExchange.Governance.Receipts;
using FedExchange.Node.Api;
using FedExchange.Wire.Verification.V1;
using Grpc.Core;
using Grpc.Net.Client;

namespace FedExchange.Federation.Tests.Verification;

/// <summary>What an in-house system meets at its own node: REST, gRPC, the document, and one code for each mistake.</summary>
public sealed class InterfaceTests : IClassFixture<InterfaceServer>, IDisposable
{
    private const string Token = InterfaceServer.Token;
    private static readonly TestSubject Subject = InterfaceServer.Subject;
    private readonly TestFederation _federation;
    private readonly HttpClient _http;
    private readonly GrpcChannel _channel;

    public InterfaceTests(InterfaceServer server)
    {
        _federation = server.Federation;
        _http = new HttpClient { BaseAddress = server.Rest };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        _channel = GrpcChannel.ForAddress(server.Grpc);
    }

    public void Dispose()
    {
        _http.Dispose();
        _channel.Dispose();
    }

    [Fact]
    public async Task A_question_gets_result_and_receipt_and_a_repeated_key_the_same_bytes()
    {
        var body = Body(_federation.Consent(Subject));
        var first = await PostAsync(body, key: "k-1");
        var text = await first.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        using var json = JsonDocument.Parse(text);
        Assert.Equal("true", json.RootElement.GetProperty("result").GetString());
        Assert.True(VerificationReceipt.Verify(json.RootElement.GetProperty("receipt").GetRawText(), _federation.Asker.Directories.Current!).IsValid);
        Assert.Equal(text, await (await PostAsync(body, key: "k-1")).Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("""{"subject":{"id":"ID"},"consent":"x","colour":"red"}""", 400, "UNKNOWN_FIELD", "colour")]
    [InlineData("""{"subject":{"id":"ID","age":3},"consent":"x"}""", 400, "UNKNOWN_FIELD", "subject.age")]
    [InlineData("""{"subject":{"id":"ID"},"Consent":"x"}""", 400, "UNKNOWN_FIELD", "Consent")]
    [InlineData("""{"subject":{"id":"ID"}""", 400, "MALFORMED_JSON", null)]
    [InlineData("""[1]""", 400, "MALFORMED_JSON", null)]
    [InlineData("", 400, "MALFORMED_JSON", null)]
    [InlineData("""{"subject":{"id":"ID","id":"ID"}}""", 400, "MALFORMED_JSON", null)]
    [InlineData("""{"consent":"x"}""", 400, "MISSING_FIELD", "subject")]
    [InlineData("""{"subject":{}}""", 400, "MISSING_FIELD", "subject.id")]
    [InlineData("""{"subject":{"id":7}}""", 400, "WRONG_TYPE", "subject.id")]
    [InlineData("""{"subject":"ID"}""", 400, "WRONG_TYPE", "subject")]
    [InlineData("""{"subject":{"id":"12345"}}""", 400, "INVALID_SUBJECT_ID", null)]
    [InlineData("""{"subject":{"id":"ID"},"purpose":"marketing"}""", 403, "WRONG_PURPOSE", null)]
    [InlineData("""{"subject":{"id":"ID"}}""", 403, "CONSENT_MISSING", null)]
    public async Task Each_mistake_in_the_body_has_its_code_and_names_the_field(string body, int status, string code, string? field)
    {
        var response = await PostAsync(body.Replace("ID", Subject.Id, StringComparison.Ordinal));
        var problem = await ProblemAsync(response, status, code);
        Assert.Equal(field, problem.TryGetProperty("field", out var named) ? named.GetString() : null);
        Assert.DoesNotContain(Subject.Id, problem.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_definition_an_oversized_body_and_another_media_type_have_their_codes()
    {
        await ProblemAsync(await PostAsync(Body("x"), definition: "no.such"), 404, "UNKNOWN_DEFINITION");
        await ProblemAsync(await PostAsync(Body(new string('x', 70_000))), 413, "BODY_TOO_LARGE");
        await ProblemAsync(await PostAsync(Body("x"), mediaType: "text/plain"), 415, "WRONG_MEDIA_TYPE");
        await ProblemAsync(await PostAsync(Body(_federation.Consent(Subject)), key: new string('k', 256)), 400, "INVALID_IDEMPOTENCY_KEY");
    }

    [Fact]
    public async Task An_oversized_body_without_a_length_is_cut_off_too()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/verifications/housing.first-home");
        request.Headers.TransferEncodingChunked = true;
        request.Content = new StringContent(Body(new string('x', 70_000)), Encoding.UTF8, "application/json");
        await ProblemAsync(await _http.SendAsync(request, TestContext.Current.CancellationToken), 413, "BODY_TOO_LARGE");
    }

    [Theory]
    [InlineData(null, "TOKEN_MISSING")]
    [InlineData("Bearer wrong", "TOKEN_WRONG")]
    [InlineData("Basic eDp5", "TOKEN_MISSING")]
    public async Task Without_the_token_nothing_is_answered_and_the_problem_says_where_it_is(string? authorization, string code)
    {
        foreach (var path in new[] { "/v1/verifications/housing.first-home", "/v1/definitions" })
        {
            using var http = new HttpClient { BaseAddress = _http.BaseAddress };
            using var request = new HttpRequestMessage(path.EndsWith("definitions", StringComparison.Ordinal) ? HttpMethod.Get : HttpMethod.Post, path);
            if (authorization is not null)
            {
                request.Headers.TryAddWithoutValidation("Authorization", authorization);
            }

            var problem = await ProblemAsync(await http.SendAsync(request, TestContext.Current.CancellationToken), 401, code);
            Assert.Contains("api.token", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_definitions_are_listed_with_hash_and_purposes()
    {
        using var json = JsonDocument.Parse(await _http.GetStringAsync("/v1/definitions", TestContext.Current.CancellationToken));
        var definition = json.RootElement.GetProperty("definitions").EnumerateArray().Single();
        Assert.Equal(_federation.Definition.HashHex, definition.GetProperty("hash").GetString());
        Assert.Equal("housing.first-home", definition.GetProperty("purposes")[0].GetString());
    }

    [Fact]
    public async Task The_document_is_OpenAPI_3_1_needs_no_token_and_describes_request_response_and_codes()
    {
        using var http = new HttpClient { BaseAddress = _http.BaseAddress };
        var text = await http.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken);
        using var json = JsonDocument.Parse(text);
        Assert.StartsWith("3.1", json.RootElement.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        var verify = json.RootElement.GetProperty("paths").GetProperty("/v1/verifications/{definition}").GetProperty("post");
        Assert.Single(verify.GetProperty("requestBody").GetProperty("content").EnumerateObject());
        Assert.True(verify.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").TryGetProperty("example", out _));
        foreach (var status in ApiProblems.All.Select(problem => problem.Http).Distinct())
        {
            Assert.True(verify.GetProperty("responses").TryGetProperty(status.ToString(System.Globalization.CultureInfo.InvariantCulture), out _), $"status {status} is not described");
        }

        Assert.All(ApiProblems.All, problem => Assert.Contains(problem.Code, text, StringComparison.Ordinal));
        Assert.Contains("Idempotency-Key", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task gRPC_takes_the_same_road()
    {
        var client = new VerificationService.VerificationServiceClient(_channel);
        Metadata token = new() { { "authorization", $"Bearer {Token}" } };
        var request = new VerifyRequest { Definition = "housing.first-home", Subject = new Subject { Id = Subject.Id, Name = Subject.Name }, Consent = _federation.Consent(Subject), IdempotencyKey = "g" };
        var response = await client.VerifyAsync(request, token, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(VerificationResult.True, response.Result);
        Assert.Equal(response, await client.VerifyAsync(request, token, cancellationToken: TestContext.Current.CancellationToken));

        var reused = request.Clone();
        reused.Subject.Id = TestSubject.Number(1).Id;
        Assert.Equal((StatusCode.AlreadyExists, "IDEMPOTENCY_KEY_REUSED"), await FailureAsync(client, reused, token));
        var spent = request.Clone();
        spent.IdempotencyKey = "";
        Assert.Equal((StatusCode.PermissionDenied, "CONSENT_USED_UP"), await FailureAsync(client, spent, token));
        Assert.Equal((StatusCode.Unauthenticated, "TOKEN_MISSING"), await FailureAsync(client, request, []));
        Assert.Equal((StatusCode.InvalidArgument, "MISSING_FIELD"), await FailureAsync(client, new VerifyRequest { Definition = "x" }, token));
    }

    [Fact]
    public void Every_code_stands_once_in_the_table() =>
        Assert.Equal(ApiProblems.All.Count, ApiProblems.All.Select(problem => problem.Code).Distinct().Count());

    private static async Task<(StatusCode, string?)> FailureAsync(VerificationService.VerificationServiceClient client, VerifyRequest request, Metadata headers)
    {
        var failure = await Assert.ThrowsAsync<RpcException>(() => client.VerifyAsync(request, headers).ResponseAsync);
        return (failure.StatusCode, failure.Trailers.GetValue("fedx-code"));
    }

    private static string Body(string consent) =>
        JsonSerializer.Serialize(new { subject = new { id = Subject.Id, name = Subject.Name }, consent, purpose = "housing.first-home" });

    private async Task<HttpResponseMessage> PostAsync(string body, string? key = null, string definition = "housing.first-home", string mediaType = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/verifications/{definition}") { Content = new StringContent(body, Encoding.UTF8, mediaType) };
        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static async Task<JsonElement> ProblemAsync(HttpResponseMessage response, int status, string code)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        Assert.Equal((status, code), ((int)response.StatusCode, json.RootElement.GetProperty("code").GetString()));
        Assert.Equal(status, json.RootElement.GetProperty("status").GetInt32());
        return json.RootElement.Clone();
    }
}
