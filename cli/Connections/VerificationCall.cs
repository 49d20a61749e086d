using System.Text.Json.Nodes;

namespace FedExchange.Cli.Connections;

/// <summary>One verification to ask of a node.</summary>
/// <remarks>Not a record, because a record would print the subject.</remarks>
internal sealed class VerificationCall
{
    /// <summary>Definition id.</summary>
    public required string Definition { get; init; }

    /// <summary>Identifier as written.</summary>
    public required string SubjectId { get; init; }

    /// <summary>Name as written; null for none.</summary>
    public string? SubjectName { get; init; }

    /// <summary>Consent token.</summary>
    public string? Consent { get; init; }

    /// <summary>Purpose; null takes the definition's only one.</summary>
    public string? Purpose { get; init; }

    /// <summary>Repeating a key gives the first answer; null for none.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>The request's JSON body.</summary>
    public JsonObject Body()
    {
        var subject = new JsonObject { ["id"] = SubjectId };
        if (SubjectName is { Length: > 0 })
        {
            subject["name"] = SubjectName;
        }

        var body = new JsonObject { ["subject"] = subject };
        if (Consent is not null)
        {
            body["consent"] = Consent;
        }

        if (Purpose is not null)
        {
            body["purpose"] = Purpose;
        }

        return body;
    }
}
