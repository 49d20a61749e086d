namespace FedExchange.Cli.Lab;

/// <summary>A federated row count.</summary>
/// <param name="Name">Name in the report.</param>
/// <param name="Requester">Node that asks.</param>
/// <param name="Purpose">Purpose.</param>
/// <param name="Targets">"node/table" for each provider.</param>
/// <param name="Minimum">Released at or above this number.</param>
/// <param name="Expect">The right total, or null where it is not known.</param>
internal sealed record LabCountJob(string Name, string Requester, string Purpose, IReadOnlyList<string> Targets, long Minimum, long? Expect) : LabJob(Name);
