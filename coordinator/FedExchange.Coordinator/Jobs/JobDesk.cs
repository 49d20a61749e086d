using System.Security.Cryptography;
using System.Text;
using FedExchange.Coordinator.Directory;
using FedExchange.Coordinator.Services;
using FedExchange.Governance.Directory;
using FedExchange.Wire.Admin.V1;
using Grpc.Core;
using Microsoft.Extensions.Options;

namespace FedExchange.Coordinator.Jobs;

/// <summary>The operator's door to jobs: checks a count's plan against the directory and finds jobs by id.</summary>
internal sealed class JobDesk(IGrainFactory grains, JobCatalogue catalogue, DirectoryRegistry directory, IOptions<JobOptions> options, TimeProvider time)
{
    private const int Listed = 200;
    private const int LongestText = 200;

    /// <summary>Starts a count; a repeated request id gives the first job.</summary>
    /// <exception cref="RpcException">The plan cannot be used, or the request id belongs to another plan.</exception>
    public async Task<JobView> StartCountAsync(StartCountRequest request)
    {
        var plan = PlanOf(request);
        await catalogue.AddAsync(plan.JobId);
        return await grains.GetGrain<IJobGrain>(plan.JobId).StartAsync(plan)
            ?? throw Refusal.Of(StatusCode.AlreadyExists, "REQUEST_REUSED", "This request id began another count; use a new one.");
    }

    public async Task<JobView> GetAsync(string jobId) => Found(await Grain(jobId).GetAsync());

    public async Task<JobView> WaitAsync(string jobId, long revision) => Found(await Grain(jobId).WaitAsync(revision));

    public async Task<JobView> CancelAsync(string jobId) => Found(await Grain(jobId).ApplyAsync(new JobEvent.CancelRequested()));

    public async Task<IReadOnlyList<JobView>> ListAsync()
    {
        var views = await Task.WhenAll(catalogue.Newest(Listed).Select(id => Grain(id).GetAsync()));
        return [.. views.OfType<JobView>()];
    }

    private static JobView Found(JobView? view) =>
        view ?? throw Refusal.Of(StatusCode.NotFound, "NO_SUCH_JOB", "No job has this id; see fedx job list.");

    private static RpcException Invalid(string detail) => Refusal.Of(StatusCode.InvalidArgument, "INVALID_ARGUMENT", detail);

    private IJobGrain Grain(string jobId) => jobId.Length is > 0 and <= LongestText
        ? grains.GetGrain<IJobGrain>(jobId)
        : throw Invalid("Give the id of a job.");

    private JobPlan PlanOf(StartCountRequest request)
    {
        if (request.RequestId.Length is 0 or > LongestText || request.Purpose.Length is 0 or > LongestText)
        {
            throw Invalid($"A count needs a request id and a purpose of up to {LongestText} characters.");
        }

        if (request.Minimum < 1)
        {
            throw Invalid("The minimum is at least 1.");
        }

        var members = directory.Current.Directory;
        if (members.FindActive(request.Requester) is null)
        {
            throw Refusal.Of(StatusCode.FailedPrecondition, "UNKNOWN_REQUESTER", "The requester is not an active member; see fedx coordinator status.");
        }

        var targets = request.Targets.Select(TargetOf).OrderBy(t => t.Node, StringComparer.Ordinal).ToArray();
        // Two, so that masks hide each node's own count from the coordinator.
        if (targets.Length < 2 || targets.DistinctBy(t => t.Node).Count() != targets.Length)
        {
            throw Invalid("A count needs at least two targets node/table, each of another node.");
        }

        var stranger = Array.Find(targets, t => members.FindActive(t.Node)?.HasRole(MemberRoles.Provider) is not true);
        return stranger is null
            ? new JobPlan(IdOf(request.RequestId), request.Purpose, request.Requester, targets, request.Minimum, time.GetUtcNow() + options.Value.Deadline)
            : throw Refusal.Of(StatusCode.FailedPrecondition, "UNKNOWN_PROVIDER", $"{stranger.Node} is not an active member with the role provider.");
    }

    private static JobTarget TargetOf(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && slash < text.Length - 1 && text.Length <= LongestText
            ? new JobTarget(text[..slash], text[(slash + 1)..])
            : throw Invalid("Write a target as node/table.");
    }

    private static string IdOf(string requestId) =>
        $"count-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes("fedexchange/job/count/v1\0" + requestId)))[..24]}";
}
