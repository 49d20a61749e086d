using FedExchange.Cli.Connections;
using FedExchange.Federation.Tests.Links;
using FedExchange.Governance.Audit;

namespace FedExchange.Federation.Tests.Processes;

[Collection(nameof(ProcessCity))]
public sealed class RequesterCrashTests(ProcessCity city)
{
    [Fact]
    public async Task A_requester_killed_between_asking_and_answering_gives_one_answer_to_the_retry_and_counts_the_consent_once()
    {
        await city.AllRunAsync();
        const int Person = 7;
        var call = city.Question(TestCity.Home, Person, key: Guid.NewGuid().ToString("N"));
        var before = city.Log("household").Count;

        // 1. One provider is frozen, so the question cannot be answered; the other has released its part when the requester dies.
        var frozen = city.Session.ProcessIds["property"];
        Signals.Send(frozen, Signals.Stop);
        Task<VerificationAnswer> lost;
        try
        {
            lost = city.AskAsync(call);
            await Eventually.BecomesTrueAsync(() => city.Log("household").Skip(before).Any(entry => entry.Kind == AuditKinds.Released), "household has answered", ProcessCity.Patience);
            await city.Session.KillAsync("one-stop");
        }
        finally
        {
            Signals.Send(frozen, Signals.Continue);
        }

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => lost);

        // 2. The retry with the same key and consent gives the answer, and gives it again.
        await city.Session.RestartAsync("one-stop", ProcessCity.Cancelled);
        var first = await city.AnswerAsync(call);
        var second = await city.AnswerAsync(call);
        Assert.Equal("true", first.Result);
        Assert.Equal((first.Result, IndexOf(first)), (second.Result, IndexOf(second)));

        // 3. One question, one answer, one use of the consent.
        var log = city.Log("one-stop");
        var requestId = log[(int)IndexOf(first)].Text("requestId");
        Assert.True(log.Count(entry => entry.Kind == AuditKinds.Asked && entry.Text("requestId") == requestId) <= 1);
        Assert.Single(log, entry => entry.Kind == AuditKinds.Answered && entry.Text("requestId") == requestId);
        foreach (var provider in new[] { "household", "property" })
        {
            var entries = city.Log(provider).Where(entry => entry.Text("requestId") == requestId).ToList();
            Assert.Single(entries, entry => entry.Kind == AuditKinds.Granted);
            Assert.Single(entries, entry => entry.Kind == AuditKinds.Released);
        }

        Assert.Equal("CONSENT_USED_UP", (await city.FailsAsync(city.Question(TestCity.Home, Person, call.Consent))).Code);
        await city.StillServesAsync();
    }

    private static long IndexOf(VerificationAnswer answer) => CityLogs.IndexOf(new CityAnswer(TestCity.Home, 0, answer));
}
