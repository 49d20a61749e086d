using System.Text.Json.Serialization;

namespace FedExchange.Node.Api;

/// <summary>The interface's JSON: compiled, camel case, no duplicates, absent rather than null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    AllowDuplicateProperties = false,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(VerifyBody))]
[JsonSerializable(typeof(VerifyAnswer))]
[JsonSerializable(typeof(ProblemBody))]
[JsonSerializable(typeof(DefinitionsBody))]
internal sealed partial class ApiJson : JsonSerializerContext;
