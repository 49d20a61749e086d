namespace FedExchange.Coordinator.Jobs;

/// <summary>One node's contribution to a count.</summary>
/// <param name="MaskedCount">Noise without all the others.</param>
/// <param name="PairChecks">For each other node, in the plan's order, the value that both ends of a pair must agree on.</param>
internal sealed record CountPart(ulong MaskedCount, byte[][] PairChecks);
