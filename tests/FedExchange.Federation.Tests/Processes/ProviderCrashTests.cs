namespace FedExchange.Federation.Tests.Processes;

[Collection(nameof(ProcessCity))]
public sealed class ProviderCrashTests(ProcessCity city)
{
    private static readonly string[] Clear = ["PROVIDER_UNREACHABLE", "PROVIDER_TIMEOUT", "PAIR_KEY_MISSING", "INTERRUPTED"];

    [Fact]
    public async Task A_provider_killed_under_load_costs_only_retryable_problems_and_nothing_acknowledged_is_missing_from_any_log()
    {
        await city.AllRunAsync();
        var hit = CityLoad.Start(city, TestCity.Home, callers: 8);
        var spared = CityLoad.Start(city, TestCity.Pension, callers: 8);
        await hit.AnswersGrowAsync(50);
        await spared.AnswersGrowAsync(50);

        await city.Session.KillAsync("property");
        await hit.ProblemsReachAsync(10);
        await spared.AnswersGrowAsync(50);

        await city.Session.RestartAsync("property", ProcessCity.Cancelled);
        await hit.AnswersGrowAsync(50);
        await Task.WhenAll(hit.StopAsync(), spared.StopAsync());

        Assert.All(hit.Problems, problem => Assert.True(problem.Retryable && Clear.Contains(problem.Code), problem.Message));
        Assert.Contains(hit.Problems, problem => problem.Message.Contains("property", StringComparison.Ordinal));
        Assert.Empty(spared.Problems);
        CityLogs.AllRight(hit.Answers.Concat(spared.Answers));
        await CityLogs.CheckAtRestAsync(city, [.. hit.Answers, .. spared.Answers]);
    }

    [Fact(Explicit = true)]
    public async Task Thirty_kills_at_random_under_load_lose_nothing_that_was_acknowledged()
    {
        await city.AllRunAsync();
        var random = new FedExchange.Crypto.Randomness.SeededRandomSource(20260607);
        string[] victims = [.. TestCity.Providers, "one-stop"];
        CityLoad[] loads = [CityLoad.Start(city, TestCity.Home, callers: 8), CityLoad.Start(city, TestCity.Pension, callers: 8)];
        for (var round = 0; round < 30; round++)
        {
            await Task.WhenAll(loads.Select(load => load.AnswersGrowAsync(1 + random.NextInt32(60))));
            var victim = victims[random.NextInt32(victims.Length)];
            await city.Session.KillAsync(victim);
            await city.Session.RestartAsync(victim, ProcessCity.Cancelled);
        }

        await Task.WhenAll(loads.Select(load => load.AnswersGrowAsync(20)));
        await Task.WhenAll(loads.Select(load => load.StopAsync()));
        Assert.All(loads.SelectMany(load => load.Problems), problem => Assert.True(problem.Retryable, problem.Message));
        CityLogs.AllRight(loads.SelectMany(load => load.Answers));
        await CityLogs.CheckAtRestAsync(city, [.. loads.SelectMany(load => load.Answers)]);
    }
}
