using System.Globalization;
using FedExchange.Governance.Consent;
using FedExchange.Governance.Directory;

namespace FedExchange.Governance.Policy;

/// <summary>What can be said about a request without knowing any other: members, rule, approval, consent. Runs on the caller's thread.</summary>
internal sealed class StatelessChecks(PolicyGateOptions options)
{
    /// <summary>The rule and the consent under which a request may go on, or why it may not.</summary>
    public (PolicyRule? Rule, ConsentCheck.Valid? Consent, Refusal? Refusal) Run(AccessRequest request)
    {
        var now = options.TimeProvider.GetUtcNow();

        // 1. no policy, no answer
        if (options.Policy() is not { } policy)
        {
            return Refuse(RefusalReason.PolicyMissing, "", "This node has no policy yet; its officer has to write one.");
        }

        // 2. who asks
        var directory = options.Directory();
        if (directory is null || now > directory.ExpiresAt)
        {
            return Refuse(RefusalReason.DirectoryStale, "", "This node's member directory is missing or has expired; it goes on when it reaches the coordinator.", retryable: true);
        }

        var member = directory.Find(request.Requester);
        if (member is { Suspended: true } || (member is null && request.Protocol == AccessRequest.Verification))
        {
            return Refuse(RefusalReason.RequesterUnknown, "", "The requester is no active member of this region.");
        }

        // 3. a rule of the policy
        if (policy.Match(request, out var reason, out var nearest) is not { } rule)
        {
            return Refuse(reason, nearest, "This node's policy does not allow it; ask the node's officer.");
        }

        // 4. what the rule's protocol needs
        var refusal = request.Protocol == AccessRequest.Verification ? CheckDefinition(request, rule) : CheckMinimum(request, rule);
        if (refusal is not null)
        {
            return (rule, null, refusal);
        }

        // 5. the citizen's consent
        return CheckConsent(request, rule, directory, now);
    }

    private Refusal? CheckDefinition(AccessRequest request, PolicyRule rule)
    {
        var definition = request.Definition;
        if (definition is null || definition.Id != request.DefinitionId || definition.HashHex != request.DefinitionHash)
        {
            return new Refusal(RefusalReason.DefinitionUnknown, rule.Name, "This node does not know the definition under this id and hash; wait until both have the newest directory.", Retryable: true);
        }

        if (!definition.Purposes.Contains(request.Purpose, StringComparer.Ordinal))
        {
            return new Refusal(RefusalReason.PurposeNotAllowed, rule.Name, "The definition may not be used for this purpose.");
        }

        if (!definition.Providers.Contains(options.NodeId, StringComparer.Ordinal))
        {
            return new Refusal(RefusalReason.NotAProvider, rule.Name, "The definition asks nothing of this node.");
        }

        if (string.IsNullOrEmpty(request.CanonicalSubjectId))
        {
            throw new ArgumentException("A verification's request needs the subject's canonical id.", nameof(request));
        }

        return options.Approvals.IsApproved(definition.Id, definition.HashHex)
            ? null
            : new Refusal(RefusalReason.DefinitionNotApproved, rule.Name, "This node's officer has not approved this version of the definition (fedx node approve).");
    }

    private static Refusal? CheckMinimum(AccessRequest request, PolicyRule rule) =>
        (request.Minimum ?? 0) >= rule.Minimum
            ? null
            : new Refusal(RefusalReason.MinimumTooLow, rule.Name, string.Create(CultureInfo.InvariantCulture, $"This node takes part only when the total is released above {rule.Minimum} or more."));

    private static (PolicyRule?, ConsentCheck.Valid?, Refusal?) CheckConsent(AccessRequest request, PolicyRule rule, MemberDirectory directory, DateTimeOffset now)
    {
        if (request.Protocol != AccessRequest.Verification || (request.Consent is null && !rule.ConsentRequired))
        {
            return (rule, null, null);
        }

        if (string.IsNullOrEmpty(request.Consent))
        {
            return (rule, null, new Refusal(ConsentRefusal.Missing, rule.Name, "This node asks for the citizen's consent; send the consent token along."));
        }

        // A consent that is given is checked even where none is needed: a wrong one shows that something is wrong.
        return ConsentToken.Check(request.Consent, directory, request.Requester, request.DefinitionHash!, request.Purpose, request.CanonicalSubjectId!, now) switch
        {
            ConsentCheck.Valid valid => (rule, valid, null),
            ConsentCheck.Refused refused => (rule, null, new Refusal(refused.Reason, rule.Name, refused.Detail, refused.Reason == ConsentRefusal.NotYetValid)),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private static (PolicyRule?, ConsentCheck.Valid?, Refusal?) Refuse(string reason, string rule, string detail, bool retryable = false) =>
        (null, null, new Refusal(reason, rule, detail, retryable));
}
