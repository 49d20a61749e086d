using System.Text;
using FedExchange.Governance.Audit;
using FedExchange.Governance.Definitions;
using FedExchange.Governance.Directory;
using FedExchange.Governance.Policy;

namespace FedExchange.Governance.Tests.Support;

/// <summary>The property register's node: log, policy, approvals, gates; everything can be swapped and the log reopened.</summary>
internal sealed class GateBed : IAsyncDisposable
{
    public const string Generous = """
        rules:
          - name: first-home checks
            protocol: verification
            requesters: [one-stop]
            purposes: [housing.first-home]
            definitions: [housing.first-home]
        """;

    private readonly SubjectKeys _subjectKeys;

    public GateBed(string policy = Generous, bool approved = true)
    {
        Policy = Parse(policy);
        Directory = Region.Directory;
        Approvals = DefinitionApprovals.Open(Bed.Folder["approvals.json"]);
        if (approved)
        {
            Approvals.Approve(Region.Definition.Id, Region.Definition.HashHex, LogBed.Start);
        }

        _subjectKeys = SubjectKeys.FromLogKey(Bed.Key);
        Log = Bed.Open();
        (Gate, Releases) = MakeGates();
    }

    public LogBed Bed { get; } = new();

    public Region Region { get; } = new();

    public NodePolicy? Policy { get; set; }

    public MemberDirectory? Directory { get; set; }

    public DefinitionApprovals Approvals { get; }

    public AuditLog Log { get; private set; }

    public PolicyGate Gate { get; private set; }

    public ReleaseGate Releases { get; private set; }

    public string NodeId { get; set; } = "property";

    public static NodePolicy Parse(string yaml) => NodePolicy.Parse(Encoding.UTF8.GetBytes(yaml), "policy.yaml");

    public async Task ReopenAsync(bool forgetLedger = false)
    {
        await Log.DisposeAsync();
        if (forgetLedger)
        {
            File.Delete(Bed.Ledger);
        }

        Log = Bed.Open();
        (Gate, Releases) = MakeGates();
    }

    public AccessRequest Request(string? consent = null, byte[]? id = null, byte[]? binding = null, string requester = "one-stop", string purpose = Region.Purpose, VerificationDefinition? definition = null) => new()
    {
        Protocol = AccessRequest.Verification,
        Requester = requester,
        Purpose = purpose,
        RequestId = id ?? Bed.Bytes32(),
        Binding = binding ?? Bed.Bytes32(),
        DefinitionId = (definition ?? Region.Definition).Id,
        DefinitionHash = (definition ?? Region.Definition).HashHex,
        Definition = definition ?? Region.Definition,
        CanonicalSubjectId = Region.Subject,
        Consent = consent,
        Tables = ["property"],
    };

    public AccessRequest CountRequest(long minimum = 10, string requester = "one-stop", params string[] tables) => new()
    {
        Protocol = AccessRequest.Count,
        Requester = requester,
        Purpose = "statistics",
        RequestId = Bed.Bytes32(),
        Binding = Bed.Bytes32(),
        Tables = tables.Length == 0 ? ["property"] : tables,
        Minimum = minimum,
    };

    public async Task<Decision.Granted> GrantedAsync(AccessRequest request) =>
        Assert.IsType<Decision.Granted>(await Gate.DecideAsync(request, TestContext.Current.CancellationToken));

    public async Task<Decision.Denied> DeniedAsync(AccessRequest request, string reason)
    {
        var denied = Assert.IsType<Decision.Denied>(await Gate.DecideAsync(request, TestContext.Current.CancellationToken));
        Assert.Equal(reason, denied.Reason);
        var entry = Log.Read(denied.AuditIndex).First();
        Assert.Equal(AuditKinds.Denied, entry.Kind);
        Assert.Equal(reason, entry.Text("reason"));
        return denied;
    }

    public async ValueTask DisposeAsync()
    {
        await Log.DisposeAsync();
        _subjectKeys.Dispose();
        Bed.Dispose();
        Region.Dispose();
    }

    private (PolicyGate, ReleaseGate) MakeGates() => (
        new PolicyGate(new PolicyGateOptions
        {
            NodeId = NodeId,
            Policy = () => Policy,
            Directory = () => Directory,
            Approvals = Approvals,
            Log = Log,
            SubjectKeys = _subjectKeys,
            TimeProvider = Bed.Clock,
        }),
        new ReleaseGate(Log));
}
