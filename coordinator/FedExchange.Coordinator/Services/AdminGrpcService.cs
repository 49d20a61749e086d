using FedExchange.Coordinator.Enrolment;
using FedExchange.Coordinator.Jobs;
using FedExchange.Coordinator.Links;
using FedExchange.Coordinator.Witness;
using FedExchange.Coordinator.Directory;
using FedExchange.Governance.Directory;
using FedExchange.Wire.Admin.V1;
using Grpc.Core;
using WireJob = FedExchange.Wire.Admin.V1.Job;

namespace FedExchange.Coordinator.Services;

/// <summary>Administration on the wire. Every call needs the operator's certificate.</summary>
internal sealed class AdminGrpcService(
    CallerGate callers, TokenDesk tokens, EnrolmentDesk enrolments, DirectoryRegistry directory, DefinitionDesk definitions,
    LinkTable links, CheckpointWitness witness, JobDesk jobs) : AdminService.AdminServiceBase
{
    public override async Task<CreateTokenResponse> CreateToken(CreateTokenRequest request, ServerCallContext context)
    {
        callers.RequireOperator(context);
        return new CreateTokenResponse { Token = await tokens.CreateAsync(request) };
    }

    public override Task<ListEnrolmentsResponse> ListEnrolments(ListEnrolmentsRequest request, ServerCallContext context)
    {
        callers.RequireOperator(context);
        return Task.FromResult(new ListEnrolmentsResponse { Enrolments = { enrolments.List().Select(e => e.ToWire()) } });
    }

    public override async Task<DecideEnrolmentResponse> DecideEnrolment(DecideEnrolmentRequest request, ServerCallContext context)
    {
        callers.RequireOperator(context);
        return new DecideEnrolmentResponse { Enrolment = (await enrolments.DecideAsync(request.NodeId, request.Approve)).ToWire() };
    }

    public override async Task<SuspendMemberResponse> SuspendMember(SuspendMemberRequest request, ServerCallContext context)
    {
        callers.RequireOperator(context);
        var signed = await directory.ChangeAsync((draft, _) =>
        {
            var member = draft.Find(request.NodeId)
                ?? throw Refusal.Of(StatusCode.NotFound, "NOT_A_MEMBER", "No member has this id; see fedx coordinator status.");
            if (member.Suspended == request.Suspended)
            {
                return false;
            }

            draft.Replace(member with { Suspended = request.Suspended });
            return true;
        });
        return new SuspendMemberResponse { DirectoryVersion = signed.Directory.Version };
    }

    public override async Task<PublishDefinitionResponse> PublishDefinition(PublishDefinitionRequest request, ServerCallContext context)
    {
        callers.RequireOperator(context);
        return await definitions.PublishAsync(request.Source.Memory);
    }

    public override Task<GetStatusResponse> GetStatus(GetStatusRequest request, ServerCallContext context)
    {
        callers.RequireOperator(context);
        var current = directory.Current;
        var connected = links.ConnectedNodes().ToHashSet(StringComparer.Ordinal);
        return Task.FromResult(new GetStatusResponse
        {
            Region = current.Directory.Region,
            Directory = current.Jws,
            Links = { current.Directory.Members.Select(m => StatusOf(m, connected.Contains(m.Id))) },
        });
    }

    public override async Task<WireJob> StartCount(StartCountRequest request, ServerCallContext context)
    {
        callers.RequireOperator(context);
        return (await jobs.StartCountAsync(request)).ToWire();
    }

    public override async Task<WireJob> GetJob(GetJobRequest request, ServerCallContext context)
    {
        callers.RequireOperator(context);
        return (await jobs.GetAsync(request.JobId)).ToWire();
    }

    public override async Task WatchJob(GetJobRequest request, IServerStreamWriter<WireJob> responseStream, ServerCallContext context)
    {
        callers.RequireOperator(context);
        var view = await jobs.GetAsync(request.JobId);
        await responseStream.WriteAsync(view.ToWire());
        while (!view.HasEnded && !context.CancellationToken.IsCancellationRequested)
        {
            var seen = view.Revision;
            view = await jobs.WaitAsync(request.JobId, seen);
            if (view.Revision != seen)
            {
                await responseStream.WriteAsync(view.ToWire(), context.CancellationToken);
            }
        }
    }

    public override async Task<ListJobsResponse> ListJobs(ListJobsRequest request, ServerCallContext context)
    {
        callers.RequireOperator(context);
        return new ListJobsResponse { Jobs = { (await jobs.ListAsync()).Select(j => j.ToWire()) } };
    }

    public override async Task<WireJob> CancelJob(CancelJobRequest request, ServerCallContext context)
    {
        callers.RequireOperator(context);
        return (await jobs.CancelAsync(request.JobId)).ToWire();
    }

    private LinkStatus StatusOf(Member member, bool connected)
    {
        var traffic = links.TrafficOf(member.Id);
        return new LinkStatus
        {
            NodeId = member.Id,
            Connected = connected,
            RelayedFrames = traffic.Frames,
            RelayedBytes = traffic.Bytes,
            WitnessedSize = witness.NewestOf(member)?.Size ?? 0,
        };
    }
}
