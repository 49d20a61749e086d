using System.Runtime.Intrinsics;

namespace FedExchange.Registers;

/// <summary>
/// Rows that no look-up by number can find: their number is no resident number, or the row does not fit. A subject who
/// may be meant by one of them is suspect: same name, and a number at most two edits away.
/// </summary>
internal sealed class QuarantineIndex
{
    private const int MaxEdits = 2;

    private readonly Dictionary<string, List<(string Id, Vector128<byte> Counts)>> byName = new(StringComparer.Ordinal);
    private readonly HashSet<string> wholeIds = new(StringComparer.Ordinal);

    public int Count { get; private set; }

    /// <summary>Adds a row kept aside.</summary>
    /// <param name="id">The number as written; empty when there was none.</param>
    /// <param name="name">The normalised name; empty when there was none.</param>
    public void Add(string id, string name)
    {
        Count++;
        var simple = PersonName.Normalise(id);
        if (ResidentId.TryCanonicalise(simple, out var canonical))
            wholeIds.Add(canonical);
        if (!byName.TryGetValue(name, out var ids))
            byName[name] = ids = [];
        ids.Add((simple, CharacterCounts.Of(simple)));
    }

    /// <summary>True when a row kept aside may belong to the subject.</summary>
    /// <param name="spellings">The subject's number in its spellings, the canonical one first.</param>
    /// <param name="name">The subject's normalised name; empty when unknown, and then every row kept aside is a candidate.</param>
    public bool MayMean(IReadOnlyList<string> spellings, string name)
    {
        if (Count == 0)
            return false;
        if (wholeIds.Contains(spellings[0]))
            return true;
        if (name.Length == 0)
            return byName.Values.Any(ids => HasNear(ids, spellings, emptyCounts: false));
        return (byName.TryGetValue(name, out var named) && HasNear(named, spellings, emptyCounts: true))
            || (byName.TryGetValue("", out var nameless) && HasNear(nameless, spellings, emptyCounts: false));
    }

    /// <param name="ids">Numbers as written.</param>
    /// <param name="spellings">The subject's number.</param>
    /// <param name="emptyCounts">A row of the same name without any number may be the subject's.</param>
    private static bool HasNear(List<(string Id, Vector128<byte> Counts)> ids, IReadOnlyList<string> spellings, bool emptyCounts)
    {
        if (emptyCounts && ids.Exists(each => each.Id.Length == 0))
            return true;
        foreach (var spelling in spellings)
        {
            var counts = CharacterCounts.Of(spelling);
            foreach (var (id, idCounts) in ids)
            {
                if (CharacterCounts.MayBeWithin(counts, idCounts, MaxEdits) && EditDistance.IsWithin(id, spelling, MaxEdits))
                    return true;
            }
        }

        return false;
    }
}
