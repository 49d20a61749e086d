namespace FedExchange.Coordinator.Jobs;

/// <summary>How jobs are driven.</summary>
internal sealed class JobOptions
{
    /// <summary>How often an outstanding task is sent again. Default 5 s, from 100 ms to 1 h.</summary>
    public TimeSpan Resend { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a job may take before it fails. Default 1 day, from 1 s to 30 days.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromDays(1);
}
