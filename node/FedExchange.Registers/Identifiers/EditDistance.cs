namespace FedExchange.Registers;

/// <summary>Damerau-Levenshtein distance in its optimal string alignment form: insert, delete, replace, swap neighbours.</summary>
internal static class EditDistance
{
    private const int MaxLength = 64;

    /// <summary>True when at most <paramref name="limit"/> edits turn one text into the other.</summary>
    public static bool IsWithin(ReadOnlySpan<char> left, ReadOnlySpan<char> right, int limit)
    {
        if (Math.Abs(left.Length - right.Length) > limit || left.Length > MaxLength || right.Length > MaxLength)
            return false;
        Span<int> rows = stackalloc int[3 * (MaxLength + 1)];
        var before = rows[..(MaxLength + 1)];
        var previous = rows.Slice(MaxLength + 1, MaxLength + 1);
        var current = rows.Slice(2 * (MaxLength + 1), MaxLength + 1);
        for (var j = 0; j <= right.Length; j++)
            previous[j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            current[0] = i;
            var best = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var cost = left[i - 1] == right[j - 1] ? 0 : 1;
                var distance = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + cost);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    distance = Math.Min(distance, before[j - 2] + 1);
                current[j] = distance;
                best = Math.Min(best, distance);
            }

            // A swap may still save one edit against the row before, hence the second condition.
            if (best > limit && Smallest(previous, right.Length) > limit)
                return false;
            var spare = before;
            before = previous;
            previous = current;
            current = spare;
        }

        return previous[right.Length] <= limit;
    }

    private static int Smallest(ReadOnlySpan<int> row, int length)
    {
        var smallest = row[0];
        foreach (var value in row[..(length + 1)])
            smallest = Math.Min(smallest, value);
        return smallest;
    }
}
