namespace FedExchange.Cli.Lab;

/// <summary>How verifications went. Cases = correct + undetermined + wrong + unjudged + failed.</summary>
internal sealed record VerificationSummary
{
    /// <summary>People asked about.</summary>
    public required int Cases { get; init; }

    /// <summary>Definite answers that are right.</summary>
    public required int Correct { get; init; }

    /// <summary>Answers "the registers cannot decide".</summary>
    public required int Undetermined { get; init; }

    /// <summary>Definite answers that are not right.</summary>
    public required int Wrong { get; init; }

    /// <summary>Definite answers for people whose truth the file does not tell.</summary>
    public int Unjudged { get; init; }

    /// <summary>Calls without an answer.</summary>
    public int Failed { get; init; }

    /// <summary>Answers yes.</summary>
    public int AnsweredTrue { get; init; }

    /// <summary>Answers no.</summary>
    public int AnsweredFalse { get; init; }

    /// <summary>Median latency of a call to the requester's own node, milliseconds.</summary>
    public required double P50Ms { get; init; }

    /// <summary>99th percentile, milliseconds.</summary>
    public required double P99Ms { get; init; }

    /// <summary>Slowest call, milliseconds.</summary>
    public double MaxMs { get; init; }

    /// <summary>Answers each second over the whole job.</summary>
    public required double PerSecond { get; init; }

    /// <summary>Wall-clock seconds.</summary>
    public double Seconds { get; init; }

    /// <summary>Calls made at a time.</summary>
    public int Callers { get; init; }

    /// <summary>Problem codes of failed calls, with their number.</summary>
    public IReadOnlyDictionary<string, int> Problems { get; init; } = new Dictionary<string, int>();

    /// <summary>Distribution of latencies.</summary>
    public IReadOnlyList<LatencyBin> Latency { get; init; } = [];
}
