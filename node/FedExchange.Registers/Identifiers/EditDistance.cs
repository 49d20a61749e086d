namespace FedExchange.Registers;

/// <summary>Damerau-Levenshtein distance in its optimal string alignment form: insert, delete, replace, swap neighbours.</summary>
internal static class EditDistance
{
    private const int MaxLength = 64;
    private const int Far = 1000;

    /// <summary>
    /// True when at most <paramref name="limit"/> edits turn one text into the other; texts over 64 characters never match.
    /// Only the cells at most that far from the diagonal are computed, and only while they can still decide.
    /// </summary>
    public static bool IsWithin(ReadOnlySpan<char> left, ReadOnlySpan<char> right, int limit)
    {
        if (Math.Abs(left.Length - right.Length) > limit || left.Length > MaxLength || right.Length > MaxLength)
            return false;
        Span<int> rows = stackalloc int[3 * (MaxLength + 2)];
        var before = rows[..(MaxLength + 2)];
        var previous = rows.Slice(MaxLength + 2, MaxLength + 2);
        var current = rows.Slice(2 * (MaxLength + 2), MaxLength + 2);
        for (var j = 0; j <= right.Length; j++)
            previous[j] = j;
        var previousBest = 0;
        for (var i = 1; i <= left.Length; i++)
        {
            var first = Math.Max(1, i - limit);
            var last = Math.Min(right.Length, i + limit);
            current[first - 1] = first == 1 ? i : Far;
            current[last + 1] = Far;
            var best = current[first - 1];
            for (var j = first; j <= last; j++)
            {
                var cost = left[i - 1] == right[j - 1] ? 0 : 1;
                var distance = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + cost);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    distance = Math.Min(distance, before[j - 2] + 1);
                current[j] = distance;
                best = Math.Min(best, distance);
            }

            // A swap in the next row reaches back two rows, so one hopeless row is not enough.
            if (best > limit && previousBest > limit)
                return false;
            previousBest = best;
            var spare = before;
            before = previous;
            previous = current;
            current = spare;
        }

        return previous[right.Length] <= limit;
    }
}
