using FedExchange.Governance.Policy;
using FedExchange.Node.Peers;
using FedExchange.Protocols.Facts;
using FedExchange.Wire.Session.V1;
using FedExchange.Wire.Verification.V1;
using Google.Protobuf;

namespace FedExchange.Node.Participations;

/// <summary>Shows one proposal to all providers at once and gathers their shares, or the reason why there is no answer.</summary>
internal sealed class ProviderPoll(PeerExchange exchange, VerificationLimits limits, TimeProvider time)
{
    /// <summary>Asks all providers.</summary>
    /// <param name="plan">The question.</param>
    /// <param name="requestId">One-time id, 32 bytes.</param>
    /// <param name="cancellationToken">Ends the wait before the deadline.</param>
    public async Task<(Dictionary<string, MaskedShare> Shares, VerificationOutcome.Failed? Problem)> AskAsync(
        VerificationPlan plan, byte[] requestId, CancellationToken cancellationToken)
    {
        byte[] proposal = Propose(plan, requestId);
        IReadOnlyList<string> providers = plan.Definition.Providers;
        using CancellationTokenSource deadline = new(limits.Deadline, time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        CancellationToken token = both.Token;

        // Sealing is computation: each provider's runs on a thread of its own.
        Task<PeerReply>[] asked = [.. providers.Select(provider => Task.Run(() => AskOneAsync(provider, proposal, token), CancellationToken.None))];
        PeerReply[] replies = await Task.WhenAll(asked);
        cancellationToken.ThrowIfCancellationRequested();

        Dictionary<string, MaskedShare> shares = new(providers.Count, StringComparer.Ordinal);
        VerificationOutcome.Failed? worst = null;
        for (int i = 0; i < providers.Count; i++)
        {
            VerificationOutcome.Failed? problem = Read(providers[i], replies[i], requestId, providers.Count, shares);
            // A refusal that stands is told before one that may pass: asking again would not help.
            if (problem is not null && (worst is null || (worst.Retryable && !problem.Retryable)))
            {
                worst = problem;
            }
        }

        return (shares, worst);
    }

    private async Task<PeerReply> AskOneAsync(string provider, byte[] proposal, CancellationToken token)
    {
        try
        {
            return await exchange.AskAsync(provider, PeerMessageKind.VerificationProposal, proposal, token);
        }
        catch (OperationCanceledException)
        {
            return new PeerReply.Failed(VerificationReasons.ProviderTimeout, $"{provider} did not answer within {limits.Deadline.TotalSeconds:0.#} s; ask again.", Retryable: true);
        }
    }

    private byte[] Propose(VerificationPlan plan, byte[] requestId)
    {
        VerificationProposal proposal = new()
        {
            RequestId = UnsafeByteOperations.UnsafeWrap(requestId),
            Definition = plan.Definition.Id,
            DefinitionHash = UnsafeByteOperations.UnsafeWrap(plan.Definition.Hash),
            Subject = new Subject { Id = plan.SubjectId, Name = plan.SubjectName },
            Consent = plan.Consent,
            Purpose = plan.Purpose,
            DeadlineUnixMs = (time.GetUtcNow() + limits.Deadline).ToUnixTimeMilliseconds(),
        };
        proposal.Providers.AddRange(plan.Definition.Providers);
        return proposal.ToByteArray();
    }

    private static VerificationOutcome.Failed? Read(
        string provider, PeerReply reply, byte[] requestId, int providers, Dictionary<string, MaskedShare> shares)
    {
        switch (reply)
        {
            case PeerReply.Answered { Kind: PeerMessageKind.VerificationShare } answered
                when VerificationShares.TryDecode(answered.Body, requestId, providers, out MaskedShare? share):
                shares[provider] = share;
                return null;
            case PeerReply.Refused refused:
                return new VerificationOutcome.Failed(refused.Reason, $"{provider} refused: {refused.Detail}", refused.Retryable, provider);
            case PeerReply.Failed { Reason: VerificationReasons.ProviderTimeout } late:
                return new VerificationOutcome.Failed(late.Reason, late.Detail, Retryable: true, provider);
            case PeerReply.Failed { Reason: PeerFaults.UnknownSender } failed:
                return new VerificationOutcome.Failed(
                    RefusalReason.RequesterUnknown, $"{provider} does not accept this node as a member in good standing; ask the operator. It said: {failed.Detail}", failed.Retryable, provider);
            case PeerReply.Failed failed:
                return new VerificationOutcome.Failed(
                    VerificationReasons.ProviderUnreachable, $"{provider} gave no answer ({failed.Reason}): {failed.Detail}", failed.Retryable, provider);
            default:
                return new VerificationOutcome.Failed(
                    VerificationReasons.ProviderMisbehaved, $"{provider} gave an answer that cannot be read; its operator has to look.", Retryable: false, provider);
        }
    }
}
