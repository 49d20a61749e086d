namespace FedExchange.Coordinator.Jobs;

/// <summary>What the grain storage keeps of a job.</summary>
internal sealed class JobDocument
{
    /// <summary>The job; null before it has begun.</summary>
    public Job? Job { get; set; }

    /// <summary>Counts the stored states, so that a watcher knows what it has seen.</summary>
    public long Revision { get; set; }
}
