using System.Buffers.Text;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using FedExchange.Cli.Connections;
using FedExchange.Cli.Lab;
using FedExchange.Federation.Tests.Cli;
using FedExchange.Federation.Tests.TestBed;
using FedExchange.Governance.Audit;
using FedExchange.Governance.Consent;

namespace FedExchange.Federation.Tests.Processes;

/// <summary>Tests that share the running city; they run one after the other.</summary>
[CollectionDefinition(nameof(ProcessCity))]
public sealed class SharedProcessCity : ICollectionFixture<ProcessCity>;

/// <summary>The city as real processes: a coordinator and four nodes, started once for all tests of the collection.</summary>
public sealed class ProcessCity : IAsyncLifetime
{
    /// <summary>How long a condition may take to come true on a busy machine.</summary>
    internal const int Patience = 120;

    private readonly TemporaryFolder files = new();
    private LabFolder? folder;
    private LabSession? session;

    internal static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    internal LabSession Session => session!;

    internal string OneStop => Session.Folder.Of("one-stop");

    internal string Files => files.Path;

    /// <summary>Every process by name.</summary>
    internal static string[] Names { get; } = ["coordinator", .. TestCity.Providers, "one-stop"];

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        var lab = LabFile.Read(TestCity.Write(files.Path));
        folder = LabFolder.Create(Path.Combine(files.Path, "lab"));
        session = await LabSession.StartAsync(lab, folder, _ => { }, CancellationToken.None);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (session is not null)
        {
            await session.DisposeAsync();
        }

        folder?.Dispose();
        files.Dispose();
    }

    /// <summary>Starts what a test before has left stopped, the coordinator first.</summary>
    internal async Task AllRunAsync()
    {
        var stopped = Names.Where(name => !Session.IsRunning(name)).ToList();
        if (stopped.Remove("coordinator"))
        {
            await Session.RestartAsync("coordinator", Cancelled);
        }

        await Task.WhenAll(stopped.Select(name => Session.RestartAsync(name, Cancelled)));
    }

    /// <summary>Fails unless every process runs and a plain question is answered.</summary>
    internal async Task StillServesAsync(int person = 1)
    {
        Assert.All(Names, name => Assert.True(Session.IsRunning(name), $"{name} has ended. Its last words: {Session.LastWords(name)}"));
        var answer = await AnswerAsync(Question(TestCity.Home, person, key: Guid.NewGuid().ToString("N")));
        Assert.Equal(TestCity.Expected(TestCity.Home, person) ? "true" : "false", answer.Result);
    }

    /// <summary>A question about a person with a fresh consent.</summary>
    internal VerificationCall Question(string definition, int person, string? consent = null, string? key = null) => new()
    {
        Definition = definition,
        SubjectId = TestSubject.Number(person).Id,
        SubjectName = TestSubject.Number(person).Name,
        Consent = consent ?? Consent(definition, person),
        Purpose = TestCity.Purpose,
        IdempotencyKey = key,
    };

    /// <summary>Asks the one-stop service's node.</summary>
    internal async Task<VerificationAnswer> AskAsync(VerificationCall call)
    {
        using var api = NodeApi.Open(OneStop);
        return await api.VerifyAsync(call, Cancelled);
    }

    /// <summary>Asks until there is an answer: what is retryable is asked again, for as long as a machine may stand still.</summary>
    internal async Task<VerificationAnswer> AnswerAsync(VerificationCall call)
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                return await AskAsync(call);
            }
            catch (NodeProblemException problem) when (problem.Retryable && Stopwatch.GetElapsedTime(began).TotalSeconds < Patience)
            {
                await Task.Delay(100, Cancelled);
            }
        }
    }

    /// <summary>Asks, and expects a problem.</summary>
    internal Task<NodeProblemException> FailsAsync(VerificationCall call) => Assert.ThrowsAsync<NodeProblemException>(() => AskAsync(call));

    /// <summary>Posts a body of any kind and returns status and problem.</summary>
    internal async Task<(int Status, JsonObject Body)> PostAsync(string definition, string body, bool inChunks = false)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (await File.ReadAllTextAsync(Path.Combine(OneStop, "api.token"), Cancelled)).Trim());
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        var address = RunFile.Require(OneStop, "api", "fedx node run");
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{address}/v1/verifications/{definition}")) { Content = content };
        request.Headers.TransferEncodingChunked = inChunks;
        using var response = await client.SendAsync(request, Cancelled);
        return ((int)response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(Cancelled))!.AsObject());
    }

    /// <summary>A consent, signed by the citizens' portal.</summary>
    internal string Consent(string definition, int person, string requester = "one-stop", string purpose = TestCity.Purpose, int uses = 1, double fromHours = 0, double toHours = 1)
    {
        var portal = MemberFolder.Open(Session.Folder.Of("portal"));
        using var key = SignKeyFile.Open(portal.Path);
        var salt = RandomNumberGenerator.GetBytes(16);
        var now = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        var claims = new ConsentClaims(
            "portal",
            Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)),
            requester,
            definition,
            portal.Definition(definition).HashHex,
            Base64Url.EncodeToString(salt),
            Base64Url.EncodeToString(ConsentToken.Commit(salt, TestSubject.Number(person).Id)),
            purpose,
            now.AddHours(fromHours),
            now.AddHours(toHours),
            uses);
        return ConsentToken.Issue(claims, key);
    }

    /// <summary>A node's log, read from its file.</summary>
    internal List<AuditEntry> Log(string node) => [.. AuditReader.Read(Path.Combine(Session.Folder.Of(node), "audit"))];
}
