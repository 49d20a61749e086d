using System.Collections.Concurrent;
using FedExchange.Crypto;
using FedExchange.Crypto.Hashing;
using FedExchange.Crypto.PublicKey;
using FedExchange.Crypto.Randomness;
using FedExchange.Governance;
using FedExchange.Governance.Audit;
using FedExchange.Governance.Consent;
using FedExchange.Governance.Directory;
using FedExchange.Governance.Receipts;
using FedExchange.Node.Peers;
using FedExchange.Protocols.Facts;
using FedExchange.Wire.Session.V1;
using Google.Protobuf;

namespace FedExchange.Node.Participations;

/// <summary>
/// The requester's participation in one verification: proposals to all providers, the sum of their shares, an entry in the log, a receipt.
/// REST and gRPC both end here.
/// </summary>
internal sealed class VerificationRequester(
    string self,
    SigningKey signKey,
    NodePrf prf,
    DirectoryStore directory,
    DefinitionCatalog catalog,
    ProviderPoll poll,
    PeerExchange exchange,
    AuditLog audit,
    NodeHealth health,
    VerificationLimits limits,
    IRandomSource random,
    TimeProvider time,
    ILogger<VerificationRequester> logger)
{
    private const string Suite = "international";
    private const int RequestIdLength = 32;
    private readonly ConcurrentDictionary<string, Running> _running = new(StringComparer.Ordinal);
    private readonly ReceiptCache _receipts = new();

    /// <summary>Asks a question.</summary>
    /// <param name="question">As the caller wrote it.</param>
    /// <param name="cancellationToken">The caller has gone; a question with an idempotency key is finished nevertheless.</param>
    /// <returns>The answer with its receipt, or why there is none. Never throws for anything a caller or a provider can send.</returns>
    public async Task<VerificationOutcome> VerifyAsync(VerificationQuestion question, CancellationToken cancellationToken)
    {
        // 1. Check what was asked. A node that was rolled back would enter its answers in a second history of its log, under receipts that look good.
        if (!health.MayAnswer)
        {
            return new VerificationOutcome.Failed(PeerFaults.NodeRolledBack, $"{self} was put back to an older state and asks nothing until its officer has restored it; its log says how.", Retryable: false);
        }

        (VerificationPlan? plan, VerificationOutcome.Failed? problem) = VerificationPlan.Make(question, catalog, limits);
        if (plan is null)
        {
            return problem!;
        }

        // 2. Run it; callers with the same idempotency key share one run.
        VerificationOutcome outcome = plan.KeyHash.Length == 0
            ? await RunAsync(plan, [], cancellationToken)
            : await ShareAsync(plan, cancellationToken);
        if (outcome is VerificationOutcome.Failed failed)
        {
            VerificationLog.NoAnswer(logger, plan.Definition.Id, failed.Code, failed.Provider ?? self);
        }

        return outcome;
    }

    private async Task<VerificationOutcome> ShareAsync(VerificationPlan plan, CancellationToken cancellationToken)
    {
        byte[] keyHash = plan.KeyHash;
        string key = Convert.ToHexString(keyHash);
        byte[] fingerprint = plan.RequestHash(keyHash);
        Running shared = _running.GetOrAdd(key, new Running(fingerprint, new Lazy<Task<VerificationOutcome>>(() => RunOnceAsync(plan, keyHash, key))));
        return shared.Fingerprint.AsSpan().SequenceEqual(fingerprint)
            ? await shared.Outcome.Value.WaitAsync(cancellationToken)
            : KeyReused();
    }

    private async Task<VerificationOutcome> RunOnceAsync(VerificationPlan plan, byte[] keyHash, string key)
    {
        try
        {
            return await RunAsync(plan, keyHash, CancellationToken.None);
        }
        finally
        {
            // Whoever comes later finds the answer in the log; a failure is tried anew.
            _running.TryRemove(key, out _);
        }
    }

    private async Task<VerificationOutcome> RunAsync(VerificationPlan plan, byte[] keyHash, CancellationToken cancellationToken)
    {
        try
        {
            if (keyHash.Length == 0)
            {
                byte[] fresh = new byte[RequestIdLength];
                random.Fill(fresh);
                return await AskAsync(plan, keyHash, fresh, cancellationToken);
            }

            (byte[] requestId, VerificationOutcome? earlier, bool known) = await RecallAsync(plan, keyHash, cancellationToken);
            if (earlier is not null)
            {
                return earlier;
            }

            VerificationOutcome outcome = await AskAsync(plan, keyHash, requestId, cancellationToken);
            if (outcome is VerificationOutcome.Failed && !known)
            {
                // An answer has its own entry; a question without one is entered here. If the node dies before, the key still leads to the same id.
                await audit.AppendAsync(AuditDraft.Asked(keyHash, plan.RequestHash(requestId), requestId), cancellationToken);
            }

            return outcome;
        }
        catch (AuditLogException e)
        {
            VerificationLog.AuditUnavailable(logger, e);
            return new VerificationOutcome.Failed(VerificationReasons.AuditUnavailable, "This node cannot write its audit log, so it answers nothing; its officer has to look at the disk.", Retryable: true);
        }
        // The last line before the caller: what went wrong stays in the local log.
#pragma warning disable CA1031
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            VerificationLog.Failed(logger, e);
            return new VerificationOutcome.Failed(VerificationReasons.Internal, "This node has an error of its own; its log says which. Tell its operator.", Retryable: false);
        }
    }

    /// <summary>The key's request id, the first answer if there is one, and whether the log already knows the key.</summary>
    private async Task<(byte[] RequestId, VerificationOutcome? Earlier, bool Known)> RecallAsync(
        VerificationPlan plan, byte[] keyHash, CancellationToken cancellationToken)
    {
        IdempotentRecord? record = await audit.LookAsync(view => view.FindIdempotent(keyHash), cancellationToken);
        if (record is null)
        {
            return (prf.RequestId(keyHash), null, false);
        }

        if (!plan.RequestHash(record.RequestId).AsSpan().SequenceEqual(record.RequestHash))
        {
            return (record.RequestId, KeyReused(), true);
        }

        if (record is { AnswerIndex: { } index, Claims: { } claims, Result: { } result })
        {
            string receipt = _receipts.Find(index)
                ?? VerificationReceipt.Issue(ReceiptClaims.FromJson(claims), audit.Prove(index), signKey, self);
            return (record.RequestId, new VerificationOutcome.Answered(ResultWords.Parse(result), receipt), true);
        }

        return (record.RequestId, null, true);
    }

    private async Task<VerificationOutcome> AskAsync(VerificationPlan plan, byte[] keyHash, byte[] requestId, CancellationToken cancellationToken)
    {
        // 1. One message to each provider and one back. The first request id is the caller's; shares that do not fit together are never
        //    read as an answer: the two nodes check their pair key, and the question is asked once more under a derived id.
        byte[] attemptId = requestId;
        ConjunctionSums sums;
        for (int attempt = 1; ; attempt++)
        {
            (Dictionary<string, MaskedShare> shares, VerificationOutcome.Failed? problem) = await poll.AskAsync(plan, attemptId, cancellationToken);
            if (problem is not null)
            {
                return keyHash.Length > 0 && problem.Code == Governance.Policy.RefusalReason.RequestReused ? KeyReused() : problem;
            }

            try
            {
                sums = MaskedConjunction.Combine(plan.Definition.Providers, shares);
                break;
            }
            catch (ViewsDifferException e)
            {
                VerificationLog.ViewsDiffer(logger, e.First, e.Second);
                await CheckPairAsync(e.First, e.Second, cancellationToken);
                if (attempt == 2)
                {
                    return new VerificationOutcome.Failed(
                        VerificationReasons.ViewsDiffer, $"The shares of {e.First} and {e.Second} do not fit together; their pair key is being renewed. Ask again, under a new Idempotency-Key if you sent one.", Retryable: true, e.First);
                }

                attemptId = new TranscriptHash(DomainSeparation.VerificationRequest).Add(requestId).Add("after views differed").Finish();
            }
        }

        Ternary result = sums.AllTrue ? Ternary.True : sums.AnyFalse ? Ternary.False : Ternary.Undetermined;

        // 2. The answer is in the log before anybody learns it, the receipt proves that.
        ReceiptClaims claims = new(
            self,
            plan.Definition.Id,
            plan.Definition.Version,
            plan.Definition.HashHex,
            Convert.ToHexStringLower(plan.RequestHash(requestId)),
            ResultWords.Of(result),
            plan.Purpose,
            plan.Consent.Length == 0 ? null : Convert.ToHexStringLower(ConsentToken.Hash(plan.Consent)),
            directory.Current?.Version ?? 0,
            Suite,
            plan.Definition.Providers,
            DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds()));
        long index = await audit.AppendAsync(
            AuditDraft.Answered(keyHash, plan.RequestHash(requestId), requestId, ResultWords.Of(result), claims.ToJson()), cancellationToken);
        string receipt = VerificationReceipt.Issue(claims, audit.Prove(index), signKey, self);
        if (keyHash.Length > 0)
        {
            _receipts.Add(index, receipt);
        }

        return new VerificationOutcome.Answered(result, receipt);
    }

    private async Task CheckPairAsync(string first, string second, CancellationToken cancellationToken)
    {
        // Both ends are asked; whichever holds the newer key brings the other up to date. A failure shows in the second attempt.
        await Task.WhenAll(
            exchange.AskAsync(first, PeerMessageKind.PairKeyCheck, new PairKeyCheck { Peer = second }.ToByteArray(), cancellationToken),
            exchange.AskAsync(second, PeerMessageKind.PairKeyCheck, new PairKeyCheck { Peer = first }.ToByteArray(), cancellationToken));
    }

    private static VerificationOutcome.Failed KeyReused() => new(
        VerificationReasons.IdempotencyKeyReused, "This Idempotency-Key was used for another question, or for an earlier version of the definition; take a new key.", Retryable: false);

    private sealed record Running(byte[] Fingerprint, Lazy<Task<VerificationOutcome>> Outcome);
}
