using System.Text.Json.Nodes;
using FedExchange.Cli.Population;

namespace FedExchange.Cli.Lab;

/// <summary>What a lab found out; the one JSON document of <c>fedx lab --json</c>.</summary>
internal sealed record LabReport
{
    /// <summary>The lab's name.</summary>
    public required string Lab { get; init; }

    /// <summary>Region name.</summary>
    public required string Region { get; init; }

    /// <summary>Whether every job succeeded.</summary>
    public required bool Succeeded { get; init; }

    /// <summary>Seconds until all processes were ready.</summary>
    public required double StartSeconds { get; init; }

    /// <summary>All verify jobs together; absent where there was none.</summary>
    public VerificationSummary? Verification { get; init; }

    /// <summary>The synthetic population, where the lab made one.</summary>
    public PopulationSummary? Population { get; init; }

    /// <summary>Each job, in order.</summary>
    public required IReadOnlyList<LabJobReport> Jobs { get; init; }

    /// <summary>What each party saw.</summary>
    public required IReadOnlyList<LabParty> Parties { get; init; }

    /// <summary>One receipt of the last verify job.</summary>
    public JsonNode? Receipt { get; init; }

    /// <summary>Offline verification of that receipt.</summary>
    public ReceiptReport? ReceiptCheck { get; init; }
}
