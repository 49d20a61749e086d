using System.Text.Json;
using FedExchange.Governance.Audit;
using FedExchange.Node.Jobs;
using FedExchange.Wire.Admin.V1;
using FedExchange.Wire.Link.V1;
using FedExchange.Wire.Statistics.V1;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;

namespace FedExchange.Federation.Tests.Links;

public sealed class CountJobTests
{
    private const string Allow = """
        rules:
          - name: statistics
            protocol: count
            requesters: [asker]
            purposes: [statistics.people]
            tables: [people]
            consent: not-required
            minimum: 10
        """;

    [Fact]
    public async Task Three_nodes_count_together_and_the_region_restarts_in_between()
    {
        await using var region = await TestRegion.StartAsync("jobs: {resend: PT0.2S}\n");
        foreach (var (id, rows) in new[] { ("first", 100), ("second", 20), ("third", 3) })
        {
            await region.JoinAsync(id, rows, Allow);
        }

        await region.JoinAsync("asker");
        foreach (var id in new[] { "first", "second", "third", "asker" })
        {
            await region.StartNodeAsync(id);
        }

        // 1. a total above the minimum
        var done = await region.CountAsync("asker", 50, "first", "second", "third");
        Assert.True(done.State == JobState.Succeeded, $"{done.State}: {done.Reason}");
        Assert.Equal(123, Total(done));

        await RepeatedStepGivesTheSameBytesAsync(region, done.JobId);

        // 2. a total below the minimum of the plan
        var withheld = await region.CountAsync("asker", 1000, "first", "second", "third");
        Assert.Contains("withheld", withheld.Reason, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("123", withheld.Result + withheld.Reason, StringComparison.Ordinal);

        // 3. a minimum below that of the nodes' own policies, and a requester whom no rule names
        var refused = await region.CountAsync("asker", 2, "first", "second", "third");
        Assert.Equal(JobState.Refused, refused.State);
        var stranger = await region.CountAsync("first", 50, "second", "third");
        Assert.Equal(JobState.Refused, stranger.State);
        Assert.Contains(
            region["second"].Services.GetRequiredService<AuditLog>().Read(),
            entry => entry.Kind == AuditKinds.Denied);

        // 4. the coordinator restarts while a node is away: the job goes on from where it was
        await region.StopNodeAsync("third");
        var begun = await region.StartCountAsync("asker", 50, "first", "second", "third");
        await region.StopCoordinatorAsync();
        await region.StartCoordinatorAsync();
        await region.StartNodeAsync("third");
        var resumed = await region.AsOperatorAsync(admin => admin.WatchJobAsync(begun.JobId, cancellationToken: TestContext.Current.CancellationToken))
            .WaitAsync(TimeSpan.FromSeconds(40), TestContext.Current.CancellationToken);
        Assert.True(resumed.State == JobState.Succeeded, $"{resumed.State}: {resumed.Reason}");
        Assert.Equal(123, Total(resumed));
    }

    // As after a crash between the release and the outbox: the step is taken again, and what left once leaves again. Another plan under the
    // same job id would be masked anew, and the difference would tell something: it is refused.
    private static async Task RepeatedStepGivesTheSameBytesAsync(TestRegion region, string jobId)
    {
        var count = region["first"].Services.GetServices<IJobParticipation>().Single(p => p.Kind == "count");
        var plan = new CountPlan { JobId = jobId, Purpose = "statistics.people", Requester = "asker", Minimum = 50 };
        plan.Targets.AddRange(new[] { "first", "second", "third" }.Select(node => new CountTarget { Node = node, Table = "people" }));
        var again = await TakeAsync();
        Assert.Equal(region["first"].Services.GetRequiredService<ReportOutbox>().Find(jobId, "contribute")!.Payload, again.Payload);

        plan.Targets.RemoveAt(2);
        Assert.Equal("REQUEST_REUSED", (await TakeAsync()).Refusal.Reason);

        // With two registers, one of them the requester's own, the total is the other's number.
        plan.Requester = plan.Targets[1].Node;
        Assert.Equal("PLAN_INVALID", (await TakeAsync()).Refusal.Reason);
        plan.Requester = "asker";

        plan.Targets.RemoveAt(1);
        Assert.Equal("PLAN_INVALID", (await TakeAsync()).Refusal.Reason);

        Task<JobReport> TakeAsync() => count.TakeAsync(
            new JobTask { JobId = jobId, Step = "contribute", Kind = "count", Payload = plan.ToByteString() }, TestContext.Current.CancellationToken);
    }

    private static long Total(Job job)
    {
        using var json = JsonDocument.Parse(job.Result);
        return json.RootElement.GetProperty("total").GetInt64();
    }
}
