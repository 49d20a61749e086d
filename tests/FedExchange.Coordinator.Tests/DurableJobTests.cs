using FedExchange.Coordinator.Jobs;
using FedExchange.Wire;
using FedExchange.Wire.Admin.V1;
using FedExchange.Wire.Link.V1;
using FedExchange.Wire.Session.V1;
using FedExchange.Wire.Statistics.V1;
using Google.Protobuf;

namespace FedExchange.Coordinator.Tests;

public sealed class DurableJobTests
{
    private const string Quick = "jobs: {resend: PT0.2S, deadline: PT1H}";
    private const ulong Mask = 0xFEDC_BA98_7654_3210;

    [Fact]
    public async Task A_count_goes_from_acceptance_to_its_total()
    {
        await using var region = await TestRegion.StartAsync(Quick);
        var (a, b) = await TwoAsync(region);
        var job = await region.Admin.StartCountAsync(Request());
        Assert.Equal((JobState.Running, "accept"), (job.State, job.Step));
        var watched = region.Admin.WatchJobAsync(job.JobId);
        await AcceptAsync(a);
        await AcceptAsync(b);
        await ContributeAsync(a, 1000 + Mask);
        await ContributeAsync(b, unchecked(24 - Mask));
        var done = await watched.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(JobState.Succeeded, done.State);
        Assert.Contains("\"total\":1024", done.Result, StringComparison.Ordinal);
        Assert.Equal(job.JobId, Assert.Single(await region.Admin.ListJobsAsync()).JobId);
        Assert.Empty(region.Part<JobCatalogue>().Open());
    }

    [Fact]
    public async Task A_total_below_the_minimum_is_withheld_and_stands_nowhere()
    {
        await using var region = await TestRegion.StartAsync(Quick);
        var (a, b) = await TwoAsync(region);
        var job = await region.Admin.StartCountAsync(Request(minimum: 2000));
        await RunAsync(a, b, 918273);
        var done = await region.Admin.WatchJobAsync(job.JobId);
        Assert.Equal((JobState.Succeeded, true), (done.State, done.Result.Contains("918300", StringComparison.Ordinal)));

        var small = await region.Admin.StartCountAsync(Request(minimum: 1_000_000, id: "other"));
        await RunAsync(a, b, 918273);
        done = await region.Admin.WatchJobAsync(small.JobId);
        Assert.Equal((JobState.Succeeded, ""), (done.State, done.Result));
        Assert.StartsWith("withheld", done.Reason, StringComparison.Ordinal);
        var documents = region.Part<Storage.CoordinatorDatabase>().Read(
            "SELECT document FROM grain_state WHERE id LIKE $id", r => System.Text.Encoding.UTF8.GetString((byte[])r[0]), ("$id", "%" + small.JobId + "%"));
        Assert.DoesNotContain("918300", Assert.Single(documents), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repeated_request_gives_the_first_job_and_another_plan_under_its_id_is_refused()
    {
        await using var region = await TestRegion.StartAsync(Quick);
        await TwoAsync(region);
        var first = await region.Admin.StartCountAsync(Request());
        Assert.Equal(first.JobId, (await region.Admin.StartCountAsync(Request())).JobId);
        var refused = await Assert.ThrowsAsync<CoordinatorException>(() => region.Admin.StartCountAsync(Request(minimum: 3)));
        Assert.StartsWith("REQUEST_REUSED", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_comes_back_gets_its_task_and_a_repeated_report_is_acknowledged_again()
    {
        await using var region = await TestRegion.StartAsync("jobs: {resend: PT1H}");
        var alpha = await region.MemberAsync("alpha");
        await region.MemberAsync("beta");
        var job = await region.Admin.StartCountAsync(Request());
        var link = await alpha.LinkAsync();
        var task = await AcceptAsync(link);
        Assert.Equal(job.JobId, task.JobId);

        // the acknowledgement got lost: the node reports again over a new link
        var second = await alpha.LinkAsync();
        await ReportAsync(second, Acceptance(task));
        Assert.Equal(["beta"], (await region.Admin.GetJobAsync(job.JobId)).WaitingFor);
    }

    [Fact]
    public async Task A_task_is_sent_again_until_it_is_reported()
    {
        await using var region = await TestRegion.StartAsync(Quick);
        var (a, _) = await TwoAsync(region);
        await region.Admin.StartCountAsync(Request());
        var first = (await a.NextAsync(ConnectResponse.FrameOneofCase.Task)).Task;
        Assert.Equal(first, (await a.NextAsync(ConnectResponse.FrameOneofCase.Task)).Task);
        Assert.Equal(first, (await a.NextAsync(ConnectResponse.FrameOneofCase.Task)).Task);
    }

    [Fact]
    public async Task A_coordinator_killed_at_any_point_goes_on_where_it_was()
    {
        var region = await TestRegion.StartAsync(Quick);
        var alpha = await region.MemberAsync("alpha");
        var beta = await region.MemberAsync("beta");
        try
        {
            var job = await region.Admin.StartCountAsync(Request());
            await AcceptAsync(await alpha.LinkAsync());
            region = await KillAsync(region, job.JobId, "accept", "beta");
            await AcceptAsync(await beta.LinkAsync(address: region.Server.Address));
            region = await KillAsync(region, job.JobId, "contribute", "alpha", "beta");
            await ContributeAsync(await beta.LinkAsync(address: region.Server.Address), 5 + Mask);
            region = await KillAsync(region, job.JobId, "contribute", "alpha");
            await ContributeAsync(await alpha.LinkAsync(address: region.Server.Address), unchecked(6 - Mask));
            region = await region.KillAndRestartAsync();
            var done = await region.Admin.GetJobAsync(job.JobId);
            Assert.Equal((JobState.Succeeded, true), (done.State, done.Result.Contains("\"total\":11", StringComparison.Ordinal)));
        }
        finally
        {
            alpha.Dispose();
            beta.Dispose();
            await region.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_job_that_was_noted_but_never_stored_is_forgotten_at_the_next_start()
    {
        await using var region = await TestRegion.StartAsync(Quick);
        await region.Part<JobCatalogue>().AddAsync("count-ghost");
        await region.RestartAsync();
        Assert.Empty(region.Part<JobCatalogue>().Open());
        await Assert.ThrowsAsync<CoordinatorException>(() => region.Admin.GetJobAsync("count-ghost"));
    }

    [Fact]
    public async Task A_refusal_by_policy_ends_the_job_with_its_reason()
    {
        await using var region = await TestRegion.StartAsync(Quick);
        var (a, _) = await TwoAsync(region);
        var job = await region.Admin.StartCountAsync(Request());
        var task = (await a.NextAsync(ConnectResponse.FrameOneofCase.Task)).Task;
        var refusal = new JobReport { JobId = task.JobId, Step = task.Step, Refusal = new PeerRefusal { Reason = "PAIR_KEY_MISSING", Retryable = true } };
        await ReportAsync(a, refusal);
        Assert.Contains("PAIR_KEY_MISSING", (await region.Admin.GetJobAsync(job.JobId)).Reason, StringComparison.Ordinal);
        refusal.Refusal = new PeerRefusal { Reason = "POLICY_DENIED", Detail = "No rule allows it." };
        await ReportAsync(a, refusal);
        var ended = await region.Admin.WatchJobAsync(job.JobId);
        Assert.Equal(JobState.Refused, ended.State);
        Assert.Contains("POLICY_DENIED", ended.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_past_its_deadline_fails_and_names_who_is_missing()
    {
        await using var region = await TestRegion.StartAsync("jobs: {resend: PT0.2S, deadline: PT1S}");
        await TwoAsync(region);
        var job = await region.Admin.StartCountAsync(Request());
        var ended = await region.Admin.WatchJobAsync(job.JobId);
        Assert.Equal(JobState.Failed, ended.State);
        Assert.Contains("alpha, beta", ended.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_job_stays_cancelled()
    {
        await using var region = await TestRegion.StartAsync(Quick);
        var (a, _) = await TwoAsync(region);
        var job = await region.Admin.StartCountAsync(Request());
        Assert.Equal(JobState.Cancelled, (await region.Admin.CancelJobAsync(job.JobId)).State);
        await AcceptAsync(a);
        Assert.Equal(JobState.Cancelled, (await region.Admin.GetJobAsync(job.JobId)).State);
    }

    [Fact]
    public async Task Reports_that_cannot_be_read_or_name_no_job_change_nothing()
    {
        await using var region = await TestRegion.StartAsync(Quick);
        var (a, _) = await TwoAsync(region);
        var job = await region.Admin.StartCountAsync(Request());
        await ReportAsync(a, new JobReport { JobId = job.JobId, Step = "accept", Payload = ByteString.CopyFrom(255, 255, 255) });
        await ReportAsync(a, new JobReport { JobId = job.JobId, Step = "dance", Payload = ByteString.Empty });
        await ReportAsync(a, new JobReport { JobId = job.JobId, Step = "accept" });
        await ReportAsync(a, new JobReport { JobId = "count-nothing", Step = "accept", Payload = new CountAcceptance { PlanHash = ByteString.CopyFrom(new byte[32]) }.ToByteString() });
        Assert.Equal(["alpha", "beta"], (await region.Admin.GetJobAsync(job.JobId)).WaitingFor);
    }

    [Theory]
    [InlineData("alpha/t", "", "INVALID_ARGUMENT")]
    [InlineData("alpha/t", "alpha/u", "INVALID_ARGUMENT")]
    [InlineData("alpha/t", "ghost/t", "UNKNOWN_PROVIDER")]
    [InlineData("alpha/t", "beta", "INVALID_ARGUMENT")]
    public async Task A_count_needs_two_members_tables(string first, string second, string reason)
    {
        await using var region = await TestRegion.StartAsync(Quick);
        await TwoAsync(region);
        var request = Request();
        request.Targets.Clear();
        request.Targets.AddRange(new[] { first, second }.Where(t => t.Length > 0));
        var refused = await Assert.ThrowsAsync<CoordinatorException>(() => region.Admin.StartCountAsync(request));
        Assert.StartsWith(reason, refused.Message, StringComparison.Ordinal);
    }

    private static async Task<TestRegion> KillAsync(TestRegion region, string jobId, string step, params string[] waiting)
    {
        var next = await region.KillAndRestartAsync();
        var job = await next.Admin.GetJobAsync(jobId);
        Assert.Equal((JobState.Running, step), (job.State, job.Step));
        Assert.Equal(waiting, job.WaitingFor);
        return next;
    }

    private static async Task<(TestLink A, TestLink B)> TwoAsync(TestRegion region) =>
        (await (await region.MemberAsync("alpha")).LinkAsync(), await (await region.MemberAsync("beta")).LinkAsync());

    private static StartCountRequest Request(long minimum = 10, string id = "request-1") =>
        new() { RequestId = id, Purpose = "statistics", Requester = "alpha", Targets = { "beta/t", "alpha/t" }, Minimum = minimum };

    private static async Task RunAsync(TestLink a, TestLink b, ulong count)
    {
        await AcceptAsync(a);
        await AcceptAsync(b);
        await ContributeAsync(a, count + Mask);
        await ContributeAsync(b, unchecked(27 - Mask));
    }

    private static async Task<JobTask> AcceptAsync(TestLink link)
    {
        var task = await TaskAsync(link, "accept");
        await ReportAsync(link, Acceptance(task));
        return task;
    }

    private static JobReport Acceptance(JobTask task) => new()
    {
        JobId = task.JobId,
        Step = task.Step,
        Payload = new CountAcceptance { PlanHash = Hash(task) }.ToByteString(),
    };

    private static async Task ContributeAsync(TestLink link, ulong masked)
    {
        var task = await TaskAsync(link, "contribute");
        await ReportAsync(link, new JobReport
        {
            JobId = task.JobId,
            Step = task.Step,
            Payload = new CountContribution { PlanHash = Hash(task), MaskedCount = masked, PairChecks = { ByteString.CopyFrom(new byte[16]) } }.ToByteString(),
        });
    }

    private static async Task<JobTask> TaskAsync(TestLink link, string step)
    {
        JobTask task;
        do
        {
            task = (await link.NextAsync(ConnectResponse.FrameOneofCase.Task)).Task;
        }
        while (task.Step != step);
        return task;
    }

    private static async Task ReportAsync(TestLink link, JobReport report)
    {
        await link.SendAsync(new ConnectRequest { Report = report });
        var ack = (await link.NextAsync(ConnectResponse.FrameOneofCase.ReportAck)).ReportAck;
        Assert.Equal((report.JobId, report.Step), (ack.JobId, ack.Step));
    }

    private static ByteString Hash(JobTask task) => ByteString.CopyFrom(CountPlanHash.Of(CountPlan.Parser.ParseFrom(task.Payload)));
}
