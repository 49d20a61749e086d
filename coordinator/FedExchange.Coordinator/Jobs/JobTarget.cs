namespace FedExchange.Coordinator.Jobs;

/// <summary>One provider's table in a count.</summary>
/// <param name="Node">Node id.</param>
/// <param name="Table">Table name at that node.</param>
[GenerateSerializer, Immutable, Alias("fedx.job-target")]
internal sealed record JobTarget(string Node, string Table);
