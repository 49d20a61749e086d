namespace FedExchange.Node.Links;

/// <summary>The link's patience.</summary>
internal sealed record LinkTimings
{
    /// <summary>Wait before the second try; doubles with each further one. Default 250 ms.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest wait between two tries. Default 30 s.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long connecting and the welcome may take. Default 10 s.</summary>
    public TimeSpan DialTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long this side may be silent. Default 10 s.</summary>
    public TimeSpan HeartbeatEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After how much silence of the coordinator the link counts as dead. Default 35 s.</summary>
    public TimeSpan DeadAfter { get; init; } = TimeSpan.FromSeconds(35);

    /// <summary>A link that lasted so long starts again with the first delay when it is lost. Default 10 s.</summary>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(10);
}
