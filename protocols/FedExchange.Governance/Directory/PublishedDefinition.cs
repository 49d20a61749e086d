namespace FedExchange.Governance.Directory;

/// <summary>A verification definition as the directory publishes it.</summary>
/// <param name="Id">The definition's id.</param>
/// <param name="Version">Counts up with each change; at least 1.</param>
/// <param name="Hash">The definition's canonical hash, 64 lower-case hex digits; consent and receipts carry it.</param>
/// <param name="Source">The YAML text, UTF-8.</param>
public sealed record PublishedDefinition(string Id, int Version, string Hash, byte[] Source);
