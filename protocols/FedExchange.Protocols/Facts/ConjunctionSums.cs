namespace FedExchange.Protocols.Facts;

/// <summary>What the requester learns from <see cref="MaskedConjunction"/>: whether each of the two sums is zero.</summary>
/// <param name="AllTrue">Every provider's input holds.</param>
/// <param name="AnyFalse">At least one provider's input definitely does not hold. Neither of the two: nobody can decide.</param>
public readonly record struct ConjunctionSums(bool AllTrue, bool AnyFalse);
