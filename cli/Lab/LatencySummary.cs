namespace FedExchange.Cli.Lab;

/// <summary>Latencies of many calls, in milliseconds.</summary>
internal static class LatencySummary
{
    /// <summary>A quantile by nearest rank; 0 for none.</summary>
    /// <param name="sorted">Ascending.</param>
    /// <param name="share">0 to 1.</param>
    public static double Quantile(IReadOnlyList<double> sorted, double share) =>
        sorted.Count == 0 ? 0 : Math.Round(sorted[Math.Clamp((int)Math.Ceiling(share * sorted.Count) - 1, 0, sorted.Count - 1)], 3);

    /// <summary>Counts in bins that widen by a tenth of a decade, from the fastest to the slowest call.</summary>
    public static IReadOnlyList<LatencyBin> Histogram(IReadOnlyList<double> sorted)
    {
        var bins = new SortedDictionary<int, int>();
        foreach (var value in sorted)
        {
            var bin = (int)Math.Floor(Math.Log10(Math.Max(value, 0.1)) * 10);
            bins[bin] = bins.GetValueOrDefault(bin) + 1;
        }

        return bins.Count == 0
            ? []
            : [.. Enumerable.Range(bins.Keys.First(), bins.Keys.Last() - bins.Keys.First() + 1)
                .Select(bin => new LatencyBin(Math.Round(Math.Pow(10, bin / 10.0), 3), Math.Round(Math.Pow(10, (bin + 1) / 10.0), 3), bins.GetValueOrDefault(bin)))];
    }
}
