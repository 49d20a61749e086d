using System.Buffers.Text;
using System.Globalization;
using System.Text;
using FedExchange.Crypto.PublicKey;
using FedExchange.Crypto.Randomness;
using FedExchange.Governance.Consent;
using FedExchange.Governance.Definitions;
using FedExchange.Governance.Directory;
using FedExchange.Governance.Policy;
using FedExchange.Node.Participations;
using FedExchange.Protocols.Transport;
using Microsoft.Extensions.Time.Testing;

namespace FedExchange.Federation.Tests.TestBed;

/// <summary>
/// A region in one process: a requester "asker", a consent issuer "issuer" and providers, joined by an in-memory network with a wiretap;
/// no sockets, no coordinator, one fake clock, one seed.
/// </summary>
internal sealed class TestFederation : IAsyncDisposable
{
    public const string Region = "test-region";
    public const string Purpose = "housing.first-home";
    public const string DefinitionId = "housing.first-home";

    private readonly List<PublishedDefinition> _definitions = [];
    private readonly SeededRandomSource _random;
    private long _directoryVersion;
    private long _tokens;

    private TestFederation(ulong seed)
    {
        Seed = seed;
        _random = new SeededRandomSource(seed);
        Root = Path.Combine(Path.GetTempPath(), $"fedx-test-{Guid.NewGuid():N}");
        Directory.CreateDirectory(Root);
        Network.Interceptor = Wiretap;
    }

    public ulong Seed { get; }

    public string Root { get; }

    public SigningKey RegionKey { get; } = SigningKey.Create();

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));

    public InMemoryNetwork Network { get; } = new();

    public Wiretap Wiretap { get; } = new();

    public Dictionary<string, TestNode> Nodes { get; } = new(StringComparer.Ordinal);

    public TestNode Asker => Nodes["asker"];

    public IReadOnlyList<TestNode> Providers => [.. Nodes.Values.Where(node => node.Roles.Contains(MemberRoles.Provider))];

    public VerificationDefinition Definition { get; private set; } = null!;

    /// <summary>Builds a region: providers "p1", "p2", …; each holds "facts" and answers one input "i1", "i2", … of the rule.</summary>
    /// <param name="providers">How many.</param>
    /// <param name="rule">For instance "i1 &amp;&amp; !i2"; null takes the plain conjunction.</param>
    /// <param name="fill">Enters people into the registers before the start.</param>
    /// <param name="seed">Of everything random but the P-256 keys.</param>
    /// <param name="name">Whether the definition asks for the name.</param>
    public static async Task<TestFederation> StartAsync(
        int providers, Action<TestFederation>? fill = null, string? rule = null, ulong seed = 1, string name = "optional")
    {
        var federation = new TestFederation(seed);
        federation.Nodes["asker"] = new TestNode(federation, "asker", [MemberRoles.Requester]);
        federation.Nodes["issuer"] = new TestNode(federation, "issuer", [MemberRoles.ConsentIssuer]);
        string[] inputs = [.. Enumerable.Range(1, providers).Select(i => string.Create(CultureInfo.InvariantCulture, $"i{i}"))];
        foreach (var input in inputs)
        {
            federation.Nodes["p" + input[1..]] = new TestNode(federation, "p" + input[1..], [MemberRoles.Provider]);
        }

        fill?.Invoke(federation);
        foreach (var node in federation.Nodes.Values)
        {
            await node.StartAsync();
        }

        federation.Publish(DefinitionYaml(DefinitionId, 1, inputs, rule ?? string.Join(" && ", inputs), name));
        foreach (var provider in federation.Providers)
        {
            provider.Policy = NodePolicy.Parse(Encoding.UTF8.GetBytes(PolicyYaml), "policy.yaml");
            provider.Approvals.Approve(DefinitionId, federation.Definition.HashHex, federation.Time.GetUtcNow());
        }

        await federation.AgreeOnPairKeysAsync();
        federation.Wiretap.Reset();
        return federation;
    }

    public const string PolicyYaml = """
        rules:
          - name: first-home checks
            protocol: verification
            requesters: [asker]
            purposes: [housing.first-home]
            definitions: [housing.first-home]
        """;

    public static string DefinitionYaml(string id, int version, IReadOnlyList<string> inputs, string rule, string name = "optional") => $$"""
        kind: VerificationEndpoint
        id: {{id}}
        version: {{version}}
        title: {en: Test, zh: 测试}
        owner: asker
        purposes: [housing.first-home]
        grade: L3
        subject: {type: cn.rid, mode: disclosed, name: {{name}}}
        inputs:
        {{string.Join("\n", inputs.Select(input => $"  {input}: {{node: p{input[1..]}, predicate: facts.holds == true}}"))}}
        rule: "{{rule}}"
        """;

    /// <summary>Publishes a definition in a new directory, to every node or to those named.</summary>
    public void Publish(string yaml, params string[] to)
    {
        var source = Encoding.UTF8.GetBytes(yaml);
        Definition = VerificationDefinition.Parse(source, "definition.yaml");
        _definitions.RemoveAll(definition => definition.Id == Definition.Id);
        _definitions.Add(new PublishedDefinition(Definition.Id, Definition.Version, Definition.HashHex, source));
        Distribute(to);
    }

    /// <summary>Signs a new directory and hands it to every node, or to those named.</summary>
    public void Distribute(params string[] to)
    {
        var now = Time.GetUtcNow();
        var directory = new MemberDirectory(
            Region, ++_directoryVersion, now, now.AddDays(7), [.. Nodes.Values.Select(node => node.Member)], [.. _definitions]);
        var signed = SignedDirectory.Sign(directory, RegionKey);
        foreach (var node in Nodes.Values.Where(node => to.Length == 0 || to.Contains(node.Id)))
        {
            node.Directories.Accept(signed.Jws);
        }
    }

    public Task AgreeOnPairKeysAsync() => Task.WhenAll(Providers.Select(provider => provider.PairKeys.EnsureAsync(provider.Demand.Peers(), CancellationToken.None)));

    /// <summary>A consent of the subject for the asker, with anything changed.</summary>
    public string Consent(TestSubject subject, int uses = 1, Func<ConsentClaims, ConsentClaims>? change = null, SigningKey? key = null)
    {
        var salt = new byte[16];
        _random.Fill(salt);
        var now = Time.GetUtcNow();
        var claims = new ConsentClaims(
            "issuer",
            string.Create(CultureInfo.InvariantCulture, $"token-{Interlocked.Increment(ref _tokens)}"),
            "asker",
            Definition.Id,
            Definition.HashHex,
            Base64Url.EncodeToString(salt),
            Base64Url.EncodeToString(ConsentToken.Commit(salt, subject.Id)),
            Purpose,
            DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()),
            DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds()).AddHours(1),
            uses);
        return ConsentToken.Issue(change?.Invoke(claims) ?? claims, key ?? Nodes["issuer"].SignKey);
    }

    /// <summary>A question about a subject, with a fresh consent unless one is given.</summary>
    public VerificationQuestion Question(TestSubject subject, string? consent = null, string key = "", string purpose = Purpose) => new()
    {
        Definition = DefinitionId,
        SubjectId = subject.Id,
        SubjectName = subject.Name,
        Consent = consent ?? Consent(subject),
        Purpose = purpose,
        IdempotencyKey = key,
    };

    /// <summary>Asks about a subject with a fresh consent.</summary>
    public Task<VerificationOutcome> AskAsync(TestSubject subject, string? consent = null, string key = "") =>
        Asker.Requester.VerifyAsync(Question(subject, consent, key), CancellationToken.None);

    /// <summary>All entries of a kind in a node's log.</summary>
    public static int Entries(TestNode node, string kind) => node.Audit.Read().Count(entry => entry.Kind == kind);

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes.Values)
        {
            await node.DisposeAsync();
        }

        RegionKey.Dispose();
        Directory.Delete(Root, recursive: true);
    }
}
