using System.Text.Json.Nodes;
using FedExchange.Cli.Connections;
using FedExchange.Federation.Tests.Links;
using FedExchange.Wire.Admin.V1;

namespace FedExchange.Federation.Tests.Processes;

[Collection(nameof(ProcessCity))]
public sealed class CoordinatorCrashTests(ProcessCity city)
{
    [Fact]
    public async Task While_the_coordinator_is_down_direct_verifications_go_on_and_after_its_restart_links_relay_and_jobs_resume()
    {
        await city.AllRunAsync();
        var address = RunFile.Require(city.Session.Coordinator, "address", "fedx coordinator run");

        // 1. A job that waits for a stopped node.
        await city.Session.StopAsync("pension");
        var job = await StartCountAsync();
        await WaitsForAsync(job, "pension");

        // 2. Without the coordinator: direct goes on, relayed fails clearly.
        await city.Session.KillAsync("coordinator");
        var load = CityLoad.Start(city, TestCity.Home, callers: 8);
        await load.AnswersGrowAsync(60);
        var problem = await city.FailsAsync(city.Question(TestCity.Pension, 1));
        Assert.Equal(("PROVIDER_UNREACHABLE", true), (problem.Code, problem.Retryable));
        Assert.Contains("link to the coordinator", problem.Message, StringComparison.Ordinal);
        await load.AnswersGrowAsync(20);
        await load.StopAsync();
        Assert.Empty(load.Problems);
        CityLogs.AllRight(load.Answers);

        // 3. The coordinator comes back where the nodes look for it; links, job and relay resume.
        await city.Session.RestartAsync("coordinator", ProcessCity.Cancelled);
        Assert.Equal(address, RunFile.Require(city.Session.Coordinator, "address", "fedx coordinator run"));
        await WaitsForAsync(job, "pension");
        await city.Session.RestartAsync("pension", ProcessCity.Cancelled);
        Assert.Equal(TestCity.Rows("household") + TestCity.Rows("pension"), await TotalAsync(job));
        await LinkIsUpAsync("one-stop");
        var relayed = await city.AnswerAsync(city.Question(TestCity.Pension, 1, key: job));
        Assert.Equal("true", relayed.Result);
        await city.StillServesAsync();
    }

    private async Task<string> StartCountAsync()
    {
        using var admin = city.Session.OpenAdmin();
        var request = new StartCountRequest { RequestId = Guid.NewGuid().ToString("N"), Purpose = "statistics.registers", Requester = "one-stop", Minimum = 10 };
        request.Targets.AddRange(["household/household", "pension/pension"]);
        return (await admin.Client.StartCountAsync(request, cancellationToken: ProcessCity.Cancelled)).JobId;
    }

    private async Task WaitsForAsync(string job, string node)
    {
        using var admin = city.Session.OpenAdmin();
        await Eventually.BecomesTrueAsync(
            () => admin.Client.GetJob(new GetJobRequest { JobId = job }, cancellationToken: ProcessCity.Cancelled) is { State: JobState.Running } found && found.WaitingFor.SequenceEqual([node]),
            $"the job waits for {node}",
            ProcessCity.Patience);
    }

    private async Task<long?> TotalAsync(string job)
    {
        using var admin = city.Session.OpenAdmin();
        Job found = new();
        await Eventually.BecomesTrueAsync(
            () => (found = admin.Client.GetJob(new GetJobRequest { JobId = job }, cancellationToken: ProcessCity.Cancelled)).State != JobState.Running,
            "the job ends",
            ProcessCity.Patience);
        Assert.True(found.State == JobState.Succeeded, found.Reason);
        return JsonNode.Parse(found.Result)?["total"]?.GetValue<long>();
    }

    private async Task LinkIsUpAsync(string node)
    {
        using var api = NodeApi.Open(city.Session.Folder.Of(node));
        await Eventually.BecomesTrueAsync(
            () => api.HealthAsync(ProcessCity.Cancelled).GetAwaiter().GetResult()?["link"]?.GetValue<string>() == "up", $"{node} is linked again", ProcessCity.Patience);
    }
}
