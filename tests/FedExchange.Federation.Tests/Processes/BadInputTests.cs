using System.Text.Json.Nodes;
using FedExchange.Cli.Connections;
using FedExchange.Federation.Tests.TestBed;
using FedExchange.Governance.Audit;

namespace FedExchange.Federation.Tests.Processes;

/// <summary>What a caller can do wrong, through the running processes: a clear error, an entry where a provider was asked, and the next question is answered.</summary>
[Collection(nameof(ProcessCity))]
public sealed class BadInputTests(ProcessCity city)
{
    private const int Person = 11;

    [Fact]
    public async Task An_unknown_definition_is_told_and_nobody_is_asked()
    {
        await NobodyIsAskedAsync(async () =>
        {
            var problem = await city.FailsAsync(Question(definition: "city.hoem"));
            Assert.Equal(("UNKNOWN_DEFINITION", false), (problem.Code, problem.Retryable));
            Assert.Contains("/v1/definitions", problem.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task A_malformed_identifier_is_told_without_quoting_it_and_nobody_is_asked()
    {
        await NobodyIsAskedAsync(async () =>
        {
            var right = TestSubject.Number(Person).Id;
            var wrong = right[..17] + (right[17] == '1' ? '2' : '1');
            var problem = await city.FailsAsync(Question(subject: wrong));
            Assert.Equal(("INVALID_SUBJECT_ID", false), (problem.Code, problem.Retryable));
            Assert.Contains("check", problem.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(wrong, problem.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public Task An_expired_consent_is_refused_and_logged_by_every_provider() =>
        RefusedAsync(city.Consent(TestCity.Home, Person, fromHours: -3, toHours: -2), "CONSENT_EXPIRED", "new one");

    [Fact]
    public Task A_consent_for_another_requester_is_refused_and_logged_by_every_provider() =>
        RefusedAsync(city.Consent(TestCity.Home, Person, requester: "pension"), "CONSENT_FOREIGN", "another requester");

    [Fact]
    public Task A_consent_for_another_purpose_is_refused_and_logged_by_every_provider() =>
        RefusedAsync(city.Consent(TestCity.Home, Person, purpose: "housing.loan"), "CONSENT_WRONG_PURPOSE", "another purpose");

    [Fact]
    public async Task A_consent_that_is_used_up_is_refused_and_logged_by_every_provider()
    {
        await city.AllRunAsync();
        var consent = city.Consent(TestCity.Home, Person, uses: 2);
        await city.AnswerAsync(Question(consent, key: Guid.NewGuid().ToString("N")));
        await city.AnswerAsync(Question(consent, key: Guid.NewGuid().ToString("N")));
        await RefusedAsync(consent, "CONSENT_USED_UP", "new one");
    }

    [Fact]
    public async Task A_purpose_that_the_definition_does_not_serve_is_told_and_nobody_is_asked()
    {
        await NobodyIsAskedAsync(async () =>
        {
            var problem = await city.FailsAsync(Question(purpose: "marketing.calls"));
            Assert.Equal(("WRONG_PURPOSE", false), (problem.Code, problem.Retryable));
            Assert.Contains(TestCity.Purpose, problem.Message, StringComparison.Ordinal);
        });
    }

    [Theory]
    [InlineData(70_000, false)]
    [InlineData(5_000_000, false)]
    [InlineData(5_000_000, true)]
    public async Task A_body_that_is_too_large_is_refused_with_the_limit(int bytes, bool inChunks)
    {
        await NobodyIsAskedAsync(async () =>
        {
            var (status, body) = await city.PostAsync(TestCity.Home, "{\"subject\":{\"id\":\"" + new string('1', bytes) + "\"}}", inChunks);
            MustBe(status, body, 413, "BODY_TOO_LARGE", "65536");
        });
    }

    [Fact]
    public async Task A_field_that_nobody_reads_is_named_and_so_are_those_that_are_read()
    {
        await NobodyIsAskedAsync(async () =>
        {
            var call = Question().Body();
            call["consnet"] = "typo";
            var (status, body) = await city.PostAsync(TestCity.Home, call.ToJsonString());
            MustBe(status, body, 400, "UNKNOWN_FIELD", "'consnet'; known here: subject, consent, purpose");
        });
    }

    [Fact]
    public async Task A_provider_that_cannot_be_reached_is_named_retryable_and_the_other_has_logged_the_question()
    {
        await city.AllRunAsync();
        var before = city.Log("household").Count;
        await city.Session.StopAsync("pension");
        var problem = await city.FailsAsync(city.Question(TestCity.Pension, Person));
        Assert.Equal(("PROVIDER_UNREACHABLE", true), (problem.Code, problem.Retryable));
        Assert.Contains("pension", problem.Message, StringComparison.Ordinal);
        Assert.Contains(city.Log("household").Skip(before), entry => entry.Kind == AuditKinds.Granted && entry.Text("definition") == TestCity.Pension);
        await city.AllRunAsync();
        await city.StillServesAsync();
    }

    private async Task RefusedAsync(string consent, string code, string whatToDo)
    {
        await city.AllRunAsync();
        string[] providers = ["household", "property"];
        var before = providers.ToDictionary(provider => provider, provider => city.Log(provider).Count);
        var problem = await city.FailsAsync(Question(consent));
        Assert.Equal((code, false), (problem.Code, problem.Retryable));
        Assert.Contains(whatToDo, problem.Message, StringComparison.Ordinal);
        Assert.All(providers, provider =>
        {
            var entries = city.Log(provider).Skip(before[provider]).ToList(); // more than one where a frame had to be sent twice
            Assert.NotEmpty(entries);
            Assert.All(entries, entry => Assert.Equal((AuditKinds.Denied, code, "one-stop"), (entry.Kind, entry.Text("reason"), entry.Text("requester"))));
        });
        await city.StillServesAsync();
    }

    private async Task NobodyIsAskedAsync(Func<Task> wrong)
    {
        await city.AllRunAsync();
        var before = TestCity.Providers.Select(provider => city.Log(provider).Count).ToList();
        await wrong();
        Assert.Equal(before, TestCity.Providers.Select(provider => city.Log(provider).Count));
        await city.StillServesAsync();
    }

    private static void MustBe(int status, JsonObject body, int expected, string code, string whatToDo)
    {
        Assert.Equal((expected, code, false), (status, body["code"]!.GetValue<string>(), body["retryable"]!.GetValue<bool>()));
        Assert.Contains(whatToDo, body["detail"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    private VerificationCall Question(string? consent = null, string definition = TestCity.Home, string? subject = null, string purpose = TestCity.Purpose, string? key = null) => new()
    {
        IdempotencyKey = key,
        Definition = definition,
        SubjectId = subject ?? TestSubject.Number(Person).Id,
        SubjectName = TestSubject.Number(Person).Name,
        Consent = consent ?? city.Consent(TestCity.Home, Person),
        Purpose = purpose,
    };
}
