using System.Text.Json.Nodes;

namespace FedExchange.Cli.Lab;

/// <summary>How a job went.</summary>
internal sealed record LabJobReport
{
    /// <summary>Name.</summary>
    public required string Name { get; init; }

    /// <summary>verify or count.</summary>
    public required string Kind { get; init; }

    /// <summary>succeeded, refused or failed.</summary>
    public required string State { get; init; }

    /// <summary>Why it did not succeed, or what there is to know.</summary>
    public string? Reason { get; init; }

    /// <summary>Wall-clock seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Of a verify job.</summary>
    public VerificationSummary? Verification { get; init; }

    /// <summary>Of a count job: what was released.</summary>
    public JsonNode? Result { get; init; }
}
