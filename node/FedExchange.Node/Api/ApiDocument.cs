using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace FedExchange.Node.Api;

/// <summary>The OpenAPI 3.1 document of the local interface: descriptions, the token, examples and the list of codes.</summary>
internal static class ApiDocument
{
    /// <summary>Accepted by routing, left out of the document.</summary>
    public const string AnyMediaType = "*/*";

    /// <summary>Sets the document up.</summary>
    public static void Configure(OpenApiOptions options)
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "FedExchange node: verification", Version = "v1", Description = Codes() };
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                ["token"] = new OpenApiSecurityScheme
                {
                    Type = SecuritySchemeType.Http,
                    Scheme = "bearer",
                    Description = "The token in the file api.token in the node's directory.",
                },
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("token", document)] = [] }];
            return Task.CompletedTask;
        });
        options.AddOperationTransformer((operation, context, _) =>
        {
            if (context.Description.RelativePath?.StartsWith("v1/verifications", StringComparison.Ordinal) == true)
            {
                DescribeVerify(operation);
            }

            return Task.CompletedTask;
        });
    }

    private static void DescribeVerify(OpenApiOperation operation)
    {
        operation.Parameters ??= [];
        operation.Parameters.Add(new OpenApiParameter
        {
            Name = "Idempotency-Key",
            In = ParameterLocation.Header,
            Description = "At most 255 printable ASCII characters, such as a UUID. A repetition with the same body gives the first answer; with another body it is an error.",
            Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 255 },
        });
        operation.RequestBody?.Content?.Remove(AnyMediaType);
        Example(operation.RequestBody?.Content, """{"subject":{"id":"11010519491231002X","name":"张三"},"consent":"eyJhbGciOiJFUzI1NiJ9.….…","purpose":"housing.first-home"}""");
        foreach ((string status, IOpenApiResponse response) in operation.Responses ?? [])
        {
            Example(response.Content, status == "200"
                ? """{"result":"true","receipt":{"payload":"…","signatures":[{"protected":"…","signature":"…"}]}}"""
                : ExampleProblem(status));
        }
    }

    private static string ExampleProblem(string status)
    {
        ApiProblem row = ApiProblems.All.First(problem => problem.Http.ToString(System.Globalization.CultureInfo.InvariantCulture) == status);
        ProblemBody body = ProblemReply.Body(row.Code, "One sentence that says what to do.");
        return System.Text.Json.JsonSerializer.Serialize(body, ApiJson.Default.ProblemBody);
    }

    private static void Example(IDictionary<string, OpenApiMediaType>? content, string json)
    {
        foreach (OpenApiMediaType media in content?.Values ?? [])
        {
            media.Example = JsonNode.Parse(json);
        }
    }

    private static string Codes()
    {
        StringBuilder text = new("Asks departments whether something is true of a person, without anybody learning more than the answer. Every problem carries one of these codes:\n\n");
        text.Append("| code | HTTP | gRPC | retryable | meaning |\n|---|---|---|---|---|\n");
        foreach (ApiProblem problem in ApiProblems.All)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"| {problem.Code} | {problem.Http} | {problem.Grpc} | {(problem.Retryable ? "yes" : "no")} | {problem.Title} |\n");
        }

        return text.ToString();
    }
}
