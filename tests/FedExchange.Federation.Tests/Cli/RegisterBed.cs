using System.Text;
using FedExchange.Cli.Lab;
using FedExchange.Crypto.PublicKey;
using FedExchange.Crypto.Randomness;
using FedExchange.Governance;
using FedExchange.Governance.Audit;
using FedExchange.Governance.Definitions;
using FedExchange.Governance.Directory;
using FedExchange.Governance.Policy;
using FedExchange.Node.Participations;
using FedExchange.Registers;

namespace FedExchange.Federation.Tests.Cli;

/// <summary>One provider's registers behind a real gate; a single grant serves for all reads, because the gate is not what is measured.</summary>
internal sealed class RegisterBed : IAsyncDisposable
{
    private readonly string node;
    private readonly VerificationDefinition definition;
    private readonly RecordStore store;
    private readonly QueryGrant grant;

    private RegisterBed(string node, VerificationDefinition definition, RecordStore store, QueryGrant grant) =>
        (this.node, this.definition, this.store, this.grant) = (node, definition, store, grant);

    public static async Task<RegisterBed> OpenAsync(LabNode node, VerificationDefinition definition, string folder)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        Directory.CreateDirectory(folder);
        var store = await RecordStore.OpenAsync(DataSetOptions.ParseAll(node.Data!, "lab.yaml"), folder, new ImportOptions { Directory = folder }, cancellationToken);
        return new RegisterBed(node.Id, definition, store, await GrantAsync(node.Id, definition, folder));
    }

    public async Task<Ternary[]> AnswerAllAsync(IReadOnlyList<SubjectCase> cases)
    {
        var predicates = new LocalPredicates(node, store.Schemas, TimeProvider.System);
        var part = predicates.Of(definition);
        Assert.Empty(part.Problem);
        var answers = new Ternary[cases.Count];
        await Parallel.ForAsync(0, cases.Count, TestContext.Current.CancellationToken, async (index, cancellationToken) =>
        {
            Assert.True(ResidentId.TryCanonicalise(cases[index].Id, out var id));
            var rows = await store.ReadAsync(grant, new SubjectQuery { CanonicalId = id, Name = cases[index].Name, MaxAge = definition.MaxAge }, part.Tables, cancellationToken);
            answers[index] = predicates.Decide(part, rows);
        });
        return answers;
    }

    public ValueTask DisposeAsync() => store.DisposeAsync();

    private static async Task<QueryGrant> GrantAsync(string node, VerificationDefinition definition, string folder)
    {
        using var logKey = LogKey.Create(SystemRandomSource.Instance);
        await using var log = AuditLog.Open(new AuditLogOptions { Directory = Path.Combine(folder, "audit"), LedgerPath = Path.Combine(folder, "ledger.db"), Origin = $"test/{node}/audit", LogKey = logKey });
        var approvals = DefinitionApprovals.Open(Path.Combine(folder, "approvals.json"));
        approvals.Approve(definition.Id, definition.HashHex, TimeProvider.System.GetUtcNow());
        var policy = NodePolicy.Parse(Encoding.UTF8.GetBytes("rules: [{name: all, protocol: verification, requesters: ['*'], purposes: ['*'], definitions: ['*'], consent: not-required}]"), "policy.yaml");
        var directory = Region(node, logKey);
        var gate = new PolicyGate(new PolicyGateOptions { NodeId = node, Policy = () => policy, Directory = () => directory, Approvals = approvals, Log = log, SubjectKeys = SubjectKeys.FromLogKey(logKey) });
        var request = new AccessRequest
        {
            Protocol = AccessRequest.Verification,
            Requester = "one-stop",
            Purpose = definition.Purposes[0],
            RequestId = new byte[32],
            Binding = new byte[32],
            DefinitionId = definition.Id,
            DefinitionHash = definition.HashHex,
            Definition = definition,
            CanonicalSubjectId = "990101198001011236",
            Tables = [.. definition.TermsOf(node).SelectMany(term => term.Input.Parsed.Tables).Distinct()],
        };
        return Assert.IsType<Decision.Granted>(await gate.DecideAsync(request, TestContext.Current.CancellationToken)).Grant;
    }

    private static MemberDirectory Region(string node, LogKey logKey)
    {
        using var sign = SigningKey.Create();
        using var seal = SealKey.Create(SystemRandomSource.Instance);
        var now = TimeProvider.System.GetUtcNow();
        Member[] members = [.. new[] { (Id: node, Role: MemberRoles.Provider), (Id: "one-stop", Role: MemberRoles.Requester) }
            .Select(member => new Member(member.Id, new LocalizedText(member.Id, member.Id), [member.Role], new string('a', 64), sign.PublicKey, seal.PublicKey, logKey.PublicKey, null, false))];
        return new MemberDirectory("test", 1, now, now.AddDays(1), members, []);
    }
}
