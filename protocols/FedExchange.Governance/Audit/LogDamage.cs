namespace FedExchange.Governance.Audit;

/// <summary>Where a log stops being what was signed.</summary>
/// <param name="Entry">The damaged entry, or the first one that is missing.</param>
/// <param name="What">What is wrong, in plain words.</param>
/// <param name="Offset">Byte offset in the file.</param>
internal sealed record LogDamage(long Entry, string What, long Offset);
