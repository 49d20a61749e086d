namespace FedExchange.Coordinator.Links;

/// <summary>Limits of a link.</summary>
internal sealed class LinkLimits
{
    /// <summary>Largest relayed frame, bytes.</summary>
    public const int LargestFrame = 1 << 20;

    /// <summary>Frames that may wait to be written to one node.</summary>
    public int QueuedFrames { get; set; } = 512;

    /// <summary>Bytes of relayed frames that may wait to be written to one node.</summary>
    public long QueuedBytes { get; set; } = 16 << 20;

    /// <summary>Exchanges that one node may have under way through the relay.</summary>
    public int ExchangesPerNode { get; set; } = 256;

    /// <summary>How long the relay waits for a peer's answer. Default 20 s.</summary>
    public TimeSpan ExchangeTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How often the coordinator says that it is there. Default 10 s.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A link on which nothing arrived for this long is closed. Default 30 s.</summary>
    public TimeSpan Silence { get; set; } = TimeSpan.FromSeconds(30);
}
