using FedExchange.Crypto.Hashing;
using FedExchange.Governance.Directory;
using FedExchange.Governance.Policy;
using FedExchange.Node.Identity;
using FedExchange.Node.Peers;
using FedExchange.Protocols.Aggregation;
using FedExchange.Protocols.SecretSharing;
using FedExchange.Registers;
using FedExchange.Wire;
using FedExchange.Wire.Link.V1;
using FedExchange.Wire.Statistics.V1;
using Google.Protobuf;

namespace FedExchange.Node.Jobs;

/// <summary>
/// This node's part in a federated row count: <see cref="Accept"/>, then <see cref="Contribute"/>. The coordinator adds masked counts and learns
/// the total only; the mask is bound to the plan's hash, so that two views of a plan never combine. Both steps carry the same request id, so that
/// the policy gate counts them as one request and a crash in between costs nothing.
/// </summary>
internal sealed class CountParticipation(
    NodeIdentity identity, DirectoryStore directory, PolicyGate gate, ReleaseGate releases, RecordStore records, PairKeyRing pairKeys) : IJobParticipation
{
    /// <summary>Step 1: the policy allows the plan and there is a pair key with every other provider.</summary>
    public const string Accept = "accept";

    /// <summary>Step 2: the masked count.</summary>
    public const string Contribute = "contribute";

    /// <summary>With one provider the total would be its own number.</summary>
    private const int FewestProviders = 2;

    private static readonly TimeSpan PairKeyPatience = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public string Kind => "count";

    /// <inheritdoc/>
    public async Task<JobReport> TakeAsync(JobTask task, CancellationToken cancellationToken)
    {
        // 1. The plan must be whole and concern this node.
        if (task.Step is not (Accept or Contribute))
        {
            return JobInbox.Refuse(task, "STEP_UNKNOWN", "A count has the steps accept and contribute; update this node.", retryable: false);
        }

        if (ReadPlan(task, out var problem) is not { } plan)
        {
            return JobInbox.Refuse(task, "PLAN_INVALID", problem, retryable: false);
        }

        var hash = CountPlanHash.Of(plan);
        var table = plan.Targets.Single(target => target.Node == identity.NodeId).Table;
        if (!records.Schemas.ContainsKey(table))
        {
            return JobInbox.Refuse(task, "TABLE_UNKNOWN", "This node has no table of that name; ask its officer which it offers.", retryable: false);
        }

        // 2. The node's own policy decides; its entry is durable before anything is read.
        var decision = await gate.DecideAsync(
            new AccessRequest
            {
                Protocol = AccessRequest.Count,
                Requester = plan.Requester,
                Purpose = plan.Purpose,
                RequestId = RequestId(plan.JobId),
                Binding = hash,
                Tables = [table],
                Minimum = plan.Minimum,
            },
            cancellationToken);
        if (decision is not Decision.Granted granted)
        {
            var denied = (Decision.Denied)decision;
            return JobInbox.Refuse(task, denied.Reason, denied.Detail, denied.Retryable);
        }

        // 3. Without a pair key for each other provider there is no mask. A peer that is away throws, and the coordinator asks again.
        var parties = plan.Targets.Select(target => target.Node).ToArray();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(PairKeyPatience);
        await pairKeys.EnsureAsync([.. parties.Where(party => party != identity.NodeId)], patience.Token);
        if (task.Step == Accept)
        {
            return Report(task, new CountAcceptance { PlanHash = ByteString.CopyFrom(hash) }.ToByteArray());
        }

        // 4. What has left once leaves again, byte for byte.
        if (granted.Earlier is { } earlier)
        {
            return Report(task, earlier.Bytes.ToArray());
        }

        // 5. Count, mask, release.
        var count = await records.CountAsync(granted.Grant, table, cancellationToken);
        var keys = Keys(parties);
        var masked = MaskedSum.Mask(unchecked((ulong)count), identity.NodeId, parties, keys, hash);
        var contribution = new CountContribution
        {
            PlanHash = ByteString.CopyFrom(hash),
            MaskedCount = masked,
            PairChecks = { MaskedSum.PairChecks(identity.NodeId, parties, keys, hash).Select(check => ByteString.CopyFrom(check)) },
        };
        var release = await releases.ReleaseAsync(granted.Grant, plan.Requester, contribution.ToByteArray(), cancellationToken);
        return Report(task, release.Answer.ToArray());
    }

    private CountPlan? ReadPlan(JobTask task, out string problem)
    {
        CountPlan plan;
        try
        {
            plan = CountPlan.Parser.ParseFrom(task.Payload);
        }
        catch (InvalidProtocolBufferException)
        {
            problem = "The plan cannot be read.";
            return null;
        }

        var nodes = plan.Targets.Select(target => target.Node).ToArray();
        problem = plan switch
        {
            _ when plan.JobId != task.JobId => "The plan belongs to another job.",
            _ when nodes.Length < FewestProviders => $"A count needs at least {FewestProviders} providers: with one, the total would be its own number.",
            _ when !nodes.SequenceEqual(nodes.Distinct().Order(StringComparer.Ordinal)) => "The plan must list each provider once, sorted by node id.",
            _ when nodes.Count(node => node != plan.Requester) < FewestProviders => "A requester that counts along needs at least two other providers: with one, the total less its own number is the other's.",
            _ when !nodes.Contains(identity.NodeId) => "The plan does not ask this node for anything.",
            _ when nodes.FirstOrDefault(node => directory.Current?.FindActive(node) is null) is { } stranger => $"{stranger} is not an active member.",
            _ when directory.Current?.FindActive(plan.Requester) is null => "The requester is not an active member.",
            _ => "",
        };
        return problem.Length == 0 ? plan : null;
    }

    private Dictionary<string, PairKey> Keys(IEnumerable<string> parties)
    {
        var keys = new Dictionary<string, PairKey>(StringComparer.Ordinal);
        foreach (var peer in parties)
        {
            if (peer != identity.NodeId && pairKeys.TryGet(peer, out var key))
            {
                keys[peer] = key;
            }
        }

        return keys;
    }

    private static byte[] RequestId(string jobId) => new TranscriptHash("fedexchange/count/request-id/v1"u8).Add(jobId).Finish();

    private static JobReport Report(JobTask task, byte[] payload) =>
        new() { JobId = task.JobId, Step = task.Step, Payload = UnsafeByteOperations.UnsafeWrap(payload) };
}
