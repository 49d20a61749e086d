namespace FedExchange.Node.Participations;

/// <summary>Limits of a verification.</summary>
internal sealed record VerificationLimits
{
    /// <summary>How long the requester waits for all providers. Default 10 s.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How far apart two nodes' clocks may be. Default 60 s.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest name of a subject, in characters. Default 100.</summary>
    public int NameLength { get; init; } = 100;

    /// <summary>Longest idempotency key, in characters. Default 255.</summary>
    public int IdempotencyKeyLength { get; init; } = 255;
}
