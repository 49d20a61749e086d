using FedExchange.Coordinator.Links;
using FedExchange.Wire.Link.V1;
using Google.Protobuf;
using Microsoft.Extensions.Options;

namespace FedExchange.Coordinator.Jobs;

/// <summary>Hosts the pure <see cref="Job"/>: apply, store, only then answer and ask the next nodes.</summary>
[GrainType("job")]
internal sealed class JobGrain(
    [PersistentState("job", JobGrain.Storage)] IPersistentState<JobDocument> state,
    JobCatalogue catalogue,
    IOptions<JobOptions> options,
    TimeProvider time,
    ILogger<JobGrain> log) : Grain, IJobGrain
{
    /// <summary>Name of the grain storage.</summary>
    public const string Storage = "coordinator";

    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private IGrainTimer? _timer;

    private Job? Job => state.State.Job;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        SetTimer();
        return Task.CompletedTask;
    }

    public async Task<JobView?> StartAsync(JobPlan plan)
    {
        if (Job is null)
        {
            await StoreAsync(Job.Begin(plan));
            log.JobBegan(plan.JobId, plan.Targets.Length);
            await SendTasksAsync(null);
        }

        return Job!.Plan.AsksTheSameAs(plan) ? View() : null;
    }

    public Task<JobView?> GetAsync() => Task.FromResult(View());

    public async Task<JobView?> ApplyAsync(JobEvent happened)
    {
        if (Job is not { } before)
        {
            return null;
        }

        var after = Job.Next(before, happened);
        if (!ReferenceEquals(before, after))
        {
            await StoreAsync(after);
            if (after.HasEnded)
            {
                log.JobEnded(after.Plan.JobId, after.GetType().Name);
            }
            else if (after.Step != before.Step)
            {
                await SendTasksAsync(null);
            }
        }

        return View();
    }

    public async Task<JobView?> DriveAsync(string? node)
    {
        if (Job is { HasEnded: false } job)
        {
            if (time.GetUtcNow() >= job.Plan.Deadline)
            {
                return await ApplyAsync(new JobEvent.DeadlinePassed());
            }

            await SendTasksAsync(node);
        }
        else if (Job is not null)
        {
            await catalogue.EndAsync(Job.Plan.JobId);
        }

        return View();
    }

    public async Task<JobView?> WaitAsync(long revision)
    {
        if (Job is { HasEnded: false } && state.State.Revision <= revision)
        {
            await Task.WhenAny(_changed.Task, Task.Delay(TimeSpan.FromSeconds(5), time));
        }

        return View();
    }

    private JobView? View() => Job is { } job ? JobView.Of(job, state.State.Revision) : null;

    private async Task StoreAsync(Job next)
    {
        var before = Job;
        state.State.Job = next;
        state.State.Revision++;
        try
        {
            await state.WriteStateAsync();
        }
        catch
        {
            // Nobody may see a state that is not stored; a new activation reads what is.
            state.State.Job = before;
            state.State.Revision--;
            DeactivateOnIdle();
            throw;
        }

        if (next.HasEnded)
        {
            await catalogue.EndAsync(next.Plan.JobId);
        }

        SetTimer();
        var changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }

    private void SetTimer()
    {
        if (Job is { HasEnded: false } && _timer is null)
        {
            var every = options.Value.Resend;
            _timer = this.RegisterGrainTimer(() => DriveAsync(null), new GrainTimerCreationOptions(every, every) { KeepAlive = true });
        }
        else if (Job is null or { HasEnded: true })
        {
            _timer?.Dispose();
            _timer = null;
        }
    }

    private async Task SendTasksAsync(string? only)
    {
        if (Job is not { HasEnded: false } job)
        {
            return;
        }

        var task = new JobTask { JobId = job.Plan.JobId, Kind = JobPlan.Kind, Step = job.Step, Payload = job.Plan.ToWire().ToByteString() };
        var frame = new LinkFrame(new ConnectResponse { Task = task }.ToByteArray());
        foreach (var node in job.WaitingFor().Where(n => only is null || n == only))
        {
            // A node that is not linked gets its task when it comes back.
            await GrainFactory.GetGrain<INodeLinkGrain>(node).SendAsync(frame);
        }
    }
}
