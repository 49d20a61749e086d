namespace FedExchange.Coordinator.Jobs;

/// <summary>Sets open jobs going again: all at start-up, a node's tasks when the node comes back.</summary>
internal sealed class JobDriver(IGrainFactory grains, JobCatalogue catalogue, ILogger<JobDriver> log)
{
    /// <summary>Re-activates every job that has not ended; their timers then drive them.</summary>
    public async Task ResumeAsync()
    {
        var open = catalogue.Open();
        foreach (var id in open)
        {
            if (await grains.GetGrain<IJobGrain>(id).DriveAsync(null) is null)
            {
                // Noted, but killed before its first state was stored: nobody was told of it.
                await catalogue.EndAsync(id);
            }
        }

        if (open.Count > 0)
        {
            log.JobsResumed(open.Count);
        }
    }

    /// <summary>Sends a node what is outstanding for it. Does not wait for the jobs: one of them may be waiting for this node's grain.</summary>
    public Task DriveNodeAsync(string node)
    {
        foreach (var id in catalogue.Open())
        {
            _ = DriveOneAsync(id, node);
        }

        return Task.CompletedTask;
    }

    private async Task DriveOneAsync(string id, string node)
    {
        try
        {
            await grains.GetGrain<IJobGrain>(id).DriveAsync(node);
        }
#pragma warning disable CA1031 // Whatever went wrong, the job's own timer sends the task again.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.JobNotDriven(id, e);
        }
    }
}
