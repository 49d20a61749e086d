using FedExchange.Governance.Policy;
using FedExchange.Governance.Tests.Support;

namespace FedExchange.Governance.Tests.Policy;

public sealed class DefinitionApprovalsTests : IDisposable
{
    private static readonly string Hash = new('a', 64);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Nothing_is_approved_before_the_first_approval() =>
        Assert.False(DefinitionApprovals.Open(_folder["approvals.json"]).IsApproved("a", Hash));

    [Fact]
    public void An_approval_is_for_one_hash_and_survives_a_restart_and_can_be_taken_back()
    {
        DefinitionApprovals.Open(_folder["approvals.json"]).Approve("a", Hash, LogBed.Start);
        var approvals = DefinitionApprovals.Open(_folder["approvals.json"]);
        Assert.True(approvals.IsApproved("a", Hash));
        Assert.False(approvals.IsApproved("a", new string('b', 64)));
        Assert.False(approvals.IsApproved("b", Hash));
        Assert.Equal(LogBed.Start, approvals.All["a"].ApprovedAt);
        Assert.True(approvals.Revoke("a"));
        Assert.False(approvals.Revoke("a"));
        Assert.False(approvals.IsApproved("a", Hash));
    }

    [Fact]
    public void A_broken_file_approves_nothing_and_is_told_at_the_start()
    {
        var approvals = DefinitionApprovals.Open(_folder["approvals.json"]);
        approvals.Approve("a", Hash, LogBed.Start);
        File.WriteAllText(_folder["approvals.json"], "{ half");
        Assert.False(approvals.IsApproved("a", Hash));
        Assert.Throws<PolicyException>(() => DefinitionApprovals.Open(_folder["approvals.json"]));
    }

    [Fact]
    public void A_hash_must_be_a_hash() =>
        Assert.Throws<ArgumentException>(() => DefinitionApprovals.Open(_folder["approvals.json"]).Approve("a", "yes", LogBed.Start));
}
