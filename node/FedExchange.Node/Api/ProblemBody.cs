using System.ComponentModel;

namespace FedExchange.Node.Api;

/// <summary>A problem as in RFC 9457, with a stable code.</summary>
internal sealed class ProblemBody
{
    /// <summary>URN of the code.</summary>
    [Description("URN made of the code.")]
    public required string Type { get; init; }

    /// <summary>What it means.</summary>
    [Description("What the code means, in a few words.")]
    public required string Title { get; init; }

    /// <summary>HTTP status.</summary>
    [Description("HTTP status.")]
    public required int Status { get; init; }

    /// <summary>Stable code.</summary>
    [Description("Stable upper-case code; see the list in this document's description.")]
    public required string Code { get; init; }

    /// <summary>What to do.</summary>
    [Description("What went wrong here and what to do, without data of the subject.")]
    public required string Detail { get; init; }

    /// <summary>Whether the same call may succeed later.</summary>
    [Description("Whether the same call may succeed later.")]
    public required bool Retryable { get; init; }

    /// <summary>Provider that refused or was lost.</summary>
    [Description("Node id of the provider that refused or was lost; absent when the question did not leave this node.")]
    public string? Provider { get; init; }

    /// <summary>Field at fault.</summary>
    [Description("Name of the field at fault, for problems with the body.")]
    public string? Field { get; init; }
}
