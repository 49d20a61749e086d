namespace FedExchange.Registers;

/// <summary>
/// Which spellings to ask an in-place register for: the usual ones, and those the scan at opening found besides
/// (full-width digits, white space, hyphens).
/// </summary>
internal sealed class SpellingIndex
{
    private readonly Dictionary<string, List<string>> unusual = new(StringComparer.Ordinal);

    /// <summary>Takes note of one row of the register.</summary>
    public void Observe(string? id, string? name, QuarantineIndex quarantine)
    {
        if (!ResidentId.TryCanonicalise(id, out var canonical))
        {
            quarantine.Add(id?.Trim() ?? "", PersonName.Normalise(name));
            return;
        }

        if (string.Equals(id, canonical, StringComparison.Ordinal) || ResidentId.Spellings(canonical).Contains(id))
            return;
        if (!unusual.TryGetValue(canonical, out var spellings))
            unusual[canonical] = spellings = [];
        if (!spellings.Contains(id!))
            spellings.Add(id!);
    }

    /// <summary>All spellings of a subject, each once.</summary>
    public IReadOnlyList<string> Of(string canonical)
    {
        var usual = ResidentId.Spellings(canonical);
        return unusual.TryGetValue(canonical, out var more) ? [.. usual, .. more] : usual;
    }
}
