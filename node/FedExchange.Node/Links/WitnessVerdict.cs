namespace FedExchange.Node.Links;

/// <summary>What the witnessed checkpoint says of the node's log. A closed family.</summary>
internal abstract record WitnessVerdict
{
    private WitnessVerdict()
    {
    }

    /// <summary>The log continues what was witnessed.</summary>
    /// <param name="Size">Entries witnessed; 0 for none.</param>
    internal sealed record Agrees(long Size) : WitnessVerdict;

    /// <summary>Not a checkpoint that this node signed: it says nothing of the log, but something of the coordinator.</summary>
    internal sealed record Foreign : WitnessVerdict;

    /// <summary>This node signed more, or other, entries than its log has now.</summary>
    internal sealed record RolledBack(string What) : WitnessVerdict;
}
