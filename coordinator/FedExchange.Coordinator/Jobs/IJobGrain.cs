using Orleans.Concurrency;

namespace FedExchange.Coordinator.Jobs;

/// <summary>One durable job. A call returns only after the state it led to is stored.</summary>
[Alias("fedx.job")]
internal interface IJobGrain : IGrainWithStringKey
{
    /// <summary>Begins the job, or tells how it stands when it has begun with the same plan; null when it has begun with another.</summary>
    [Alias("start")]
    Task<JobView?> StartAsync(JobPlan plan);

    /// <summary>How the job stands; null when there is none.</summary>
    [Alias("get")]
    Task<JobView?> GetAsync();

    /// <summary>Something happened. Repeating it changes nothing.</summary>
    [Alias("apply")]
    Task<JobView?> ApplyAsync(JobEvent happened);

    /// <summary>Sends what is outstanding: to one node, or to all when null.</summary>
    [Alias("drive")]
    Task<JobView?> DriveAsync(string? node);

    /// <summary>Waits a few seconds for a state newer than the revision, then tells how the job stands.</summary>
    [Alias("wait"), AlwaysInterleave]
    Task<JobView?> WaitAsync(long revision);
}
