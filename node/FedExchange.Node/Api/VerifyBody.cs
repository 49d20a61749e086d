using System.ComponentModel;
using System.Text.Json.Serialization;

namespace FedExchange.Node.Api;

/// <summary>Body of a verification, as the interface's document describes it; <see cref="VerifyBodyReader"/> reads it.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed class VerifyBody
{
    /// <summary>Whom it is about.</summary>
    [Description("Whom it is about.")]
    public required SubjectBody Subject { get; init; }

    /// <summary>Consent token.</summary>
    [Description("Consent token: compact JWS of a member with the role consent-issuer. May be left out where every provider's policy says so.")]
    public string? Consent { get; init; }

    /// <summary>Purpose.</summary>
    [Description("Registered purpose. May be left out where the definition has only one.")]
    public string? Purpose { get; init; }
}

/// <summary>The person a verification is about.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed class SubjectBody
{
    /// <summary>Identifier.</summary>
    [Description("Resident identity number: 18 characters, or the old form of 15 digits; full-width digits, white space and a lower-case x are understood.")]
    public required string Id { get; init; }

    /// <summary>Name.</summary>
    [Description("Name, where the definition asks for it.")]
    public string? Name { get; init; }
}
