namespace FedExchange.Registers;

/// <summary>What one pass over an in-place register's numbers found: unusual spellings, and rows that no number finds.</summary>
internal sealed class NumberScan
{
    public SpellingIndex Spellings { get; } = new();

    public QuarantineIndex Quarantine { get; } = new();
}
