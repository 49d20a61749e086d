using FedExchange.Governance;
using FedExchange.Governance.Audit;
using FedExchange.Governance.Consent;
using FedExchange.Governance.Definitions;
using FedExchange.Governance.Expressions;
using FedExchange.Governance.Policy;
using FedExchange.Node.Peers;
using FedExchange.Protocols.Facts;
using FedExchange.Protocols.SecretSharing;
using FedExchange.Registers;
using FedExchange.Wire.Session.V1;
using FedExchange.Wire.Verification.V1;

namespace FedExchange.Node.Participations;

/// <summary>A provider's participation in one verification: permission, reading, this department's bit, masking, release.</summary>
internal sealed class VerificationProvider(
    string self,
    DefinitionCatalog catalog,
    PairKeyRing pairKeys,
    PolicyGate gate,
    ReleaseGate releases,
    AuditLog audit,
    RecordStore registers,
    LocalPredicates predicates,
    VerificationLimits limits,
    NodePrf prf,
    TimeProvider time,
    ILogger<VerificationProvider> logger) : IPeerProtocol
{
    private static readonly TimeSpan PairKeyPatience = TimeSpan.FromSeconds(4);

    /// <inheritdoc/>
    public PeerMessageKind Kind => PeerMessageKind.VerificationProposal;

    /// <inheritdoc/>
    public async Task<PeerAnswer> AnswerAsync(string sender, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        try
        {
            return await ParticipateAsync(sender, body, cancellationToken);
        }
        catch (AuditLogException e)
        {
            VerificationLog.AuditUnavailable(logger, e);
            return Refuse(VerificationReasons.AuditUnavailable, $"{self} cannot write its audit log, so it answers nothing; its officer has to look at the disk.", retryable: true);
        }
    }

    private async Task<PeerAnswer> ParticipateAsync(string sender, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        // 1. A well-formed proposal that is not stale. What cannot even be read is refused with an entry of its own.
        if (!ProposalReader.TryRead(body, self, out VerificationProposal? proposal, out string problem))
        {
            return await RefuseUnreadAsync(sender, VerificationReasons.MalformedProposal, problem, cancellationToken);
        }

        if (time.GetUtcNow() > DateTimeOffset.FromUnixTimeMilliseconds(proposal.DeadlineUnixMs) + limits.ClockSkew)
        {
            return await RefuseUnreadAsync(sender, VerificationReasons.DeadlinePassed, "The proposal came after its deadline; ask again, and look at both nodes' clocks if this stays.", cancellationToken);
        }

        // 2. The definition as this node knows it under that id and hash; the gate refuses when there is none.
        VerificationDefinition? definition = FindDefinition(proposal);
        LocalPart? part = definition is null ? null : predicates.Of(definition);
        if (definition is not null && part is not null && Unfit(definition, part, proposal) is { } unfit)
        {
            return await RefuseUnreadAsync(sender, unfit.Reason, unfit.Detail, cancellationToken);
        }

        // 3. A pair key with every other provider, before anything is counted.
        if (definition is not null && await MissingPairKeyAsync(definition, cancellationToken) is { } missing)
        {
            return await RefuseUnreadAsync(sender, VerificationReasons.PairKeyMissing, missing, cancellationToken, retryable: true);
        }

        // 4. Permission: the entry is durable before anything is read. An answer that has left before leaves again, unchanged.
        byte[] binding = MaskedConjunction.Binding(
            proposal.RequestId.Span, proposal.DefinitionHash.Span, sender, proposal.Purpose, proposal.Subject.Id, proposal.Subject.Name,
            ConsentToken.Hash(proposal.Consent), proposal.Providers);
        Decision decision = await gate.DecideAsync(Describe(sender, proposal, definition, part, binding), cancellationToken);
        if (decision is not Decision.Granted granted)
        {
            Decision.Denied denied = (Decision.Denied)decision;
            return Refuse(denied.Reason, denied.Detail, denied.Retryable);
        }

        if (granted.Earlier is { } earlier)
        {
            return new PeerAnswer(PeerMessageKind.VerificationShare, earlier.Bytes);
        }

        // 5. Read this subject's rows and decide this department's bit.
        Ternary bit;
        try
        {
            SubjectQuery query = new()
            {
                CanonicalId = proposal.Subject.Id,
                Name = proposal.Subject.Name.Length == 0 ? null : proposal.Subject.Name,
                MaxAge = definition!.MaxAge,
            };
            ISubjectRows rows = await registers.ReadAsync(granted.Grant, query, part!.Tables, cancellationToken);
            bit = predicates.Decide(part, rows);
        }
        catch (RegisterException e)
        {
            VerificationLog.RegisterUnavailable(logger, e);
            return Refuse(VerificationReasons.RegisterUnavailable, $"{self} cannot read its register at present; its log says why.", retryable: true);
        }

        // 6. Mask it; without the others' shares the requester sees random bytes.
        MaskedShare share = MaskedConjunction.Contribute(
            bit == Ternary.True, bit == Ternary.False, self, definition.Providers, KeysFor(definition), binding, prf.Masks(binding));

        // 7. Release: the entry holds the share, and only one share ever leaves for a request.
        Release release = await releases.ReleaseAsync(granted.Grant, sender, VerificationShares.Encode(proposal.RequestId, share), cancellationToken);
        return new PeerAnswer(PeerMessageKind.VerificationShare, release.Answer);
    }

    private VerificationDefinition? FindDefinition(VerificationProposal proposal) =>
        catalog.Find(proposal.Definition, out _) is { } definition && proposal.DefinitionHash.Span.SequenceEqual(definition.Hash) ? definition : null;

    private (string Reason, string Detail)? Unfit(VerificationDefinition definition, LocalPart part, VerificationProposal proposal)
    {
        if (!proposal.Providers.SequenceEqual(definition.Providers))
        {
            return (VerificationReasons.MalformedProposal, "The proposal names other providers than the definition does.");
        }

        if (!ResidentId.IsCanonical(proposal.Subject.Id))
        {
            return (VerificationReasons.MalformedProposal, "The subject's identifier is not in canonical form; the requester's node has to bring it there.");
        }

        return part.Problem.Length == 0
            ? null
            : (VerificationReasons.UnusableDefinition, $"The definition does not fit the registers of {self}: {part.Problem}. Its officer has to mend node.yaml or ask for another definition.");
    }

    private async Task<string?> MissingPairKeyAsync(VerificationDefinition definition, CancellationToken cancellationToken)
    {
        if (definition.Providers.All(peer => peer == self || pairKeys.TryGet(peer, out _)))
        {
            return null;
        }

        using CancellationTokenSource patience = new(PairKeyPatience, time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await pairKeys.EnsureAsync(definition.Providers, both.Token);
            return null;
        }
        catch (PairKeyException e)
        {
            return $"{self} has no pair key with {e.Peer} at present ({e.Reason}); ask again.";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"{self} could not agree on a pair key with every other provider in time; ask again.";
        }
    }

    private Dictionary<string, PairKey> KeysFor(VerificationDefinition definition)
    {
        Dictionary<string, PairKey> keys = new(definition.Providers.Count, StringComparer.Ordinal);
        foreach (string peer in definition.Providers)
        {
            if (peer != self && pairKeys.TryGet(peer, out PairKey? key))
            {
                keys[peer] = key;
            }
        }

        return keys;
    }

    private static AccessRequest Describe(
        string sender, VerificationProposal proposal, VerificationDefinition? definition, LocalPart? part, byte[] binding) => new()
        {
            Protocol = AccessRequest.Verification,
            Requester = sender,
            Purpose = proposal.Purpose,
            RequestId = proposal.RequestId.Memory,
            Binding = binding,
            DefinitionId = proposal.Definition,
            DefinitionHash = Convert.ToHexStringLower(proposal.DefinitionHash.Span),
            Definition = definition,
            CanonicalSubjectId = proposal.Subject.Id,
            Consent = proposal.Consent.Length == 0 ? null : proposal.Consent,
            Tables = part?.Tables ?? [],
        };

    private async Task<PeerAnswer> RefuseUnreadAsync(string sender, string reason, string detail, CancellationToken cancellationToken, bool retryable = false)
    {
        await audit.AppendAsync(
            new AuditDraft("turned-down").With("protocol", AccessRequest.Verification).With("requester", sender).With("reason", reason), cancellationToken);
        return Refuse(reason, detail, retryable);
    }

    private static PeerAnswer Refuse(string reason, string detail, bool retryable) => PeerAnswer.Refuse(reason, detail, retryable);
}
