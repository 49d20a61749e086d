using System.Globalization;
using System.Security.Cryptography;
using FedExchange.Governance.Audit;
using FedExchange.Governance.Consent;
using FedExchange.Governance.Definitions;

namespace FedExchange.Governance.Policy;

/// <summary>
/// Decides on the node whether something may be read. The entry is durable before the decision is known to anybody; refusals are entries too.
/// What depends on other requests (one-time ids, uses of a consent, rate limits) is decided in the audit log's own turn, so that two requests can
/// never both take the last use.
/// </summary>
public sealed class PolicyGate
{
    private readonly PolicyGateOptions _options;
    private readonly StatelessChecks _checks;

    /// <summary>Makes a gate.</summary>
    /// <param name="options">What it decides with.</param>
    public PolicyGate(PolicyGateOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _checks = new StatelessChecks(options);
    }

    /// <summary>Decides.</summary>
    /// <param name="request">What is asked. The same request id with the same binding is granted again without counting twice.</param>
    /// <param name="cancellationToken">Gives up before the decision; once decided, it is written.</param>
    /// <exception cref="AuditLogException">The log cannot be written, so nothing may be read.</exception>
    public async ValueTask<Decision> DecideAsync(AccessRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.RequestId.Length != 32 || request.Binding.Length != 32)
        {
            throw new ArgumentException("Request id and binding have 32 bytes each.", nameof(request));
        }

        var (rule, consent, refusal) = _checks.Run(request);
        var subject = request.CanonicalSubjectId is { } id ? _options.SubjectKeys.KeyOf(id) : null;
        var decision = await _options.Log.AppendAsync(
            view => refusal is null ? DecideInTurn(view, request, rule!, consent, subject) : Deny(view, request, subject, refusal),
            cancellationToken);
        return decision.Value;
    }

    private static (AuditDraft, Decision) DecideInTurn(LedgerView view, AccessRequest request, PolicyRule rule, ConsentCheck.Valid? consent, string? subject)
    {
        // 1. one-time request id
        if (view.FindRequest(request.RequestId.Span) is { } used)
        {
            return CryptographicOperations.FixedTimeEquals(used.Binding, request.Binding.Span) && used.Requester == request.Requester
                ? GrantAgain(view, request, rule, consent, subject, used)
                : Deny(view, request, subject, new Refusal(RefusalReason.RequestReused, rule.Name, "This request id was used for another question; draw a new one."));
        }

        // 2. uses of the consent
        if (consent is not null && view.ConsentUses(consent.UseKey) >= consent.Claims.MaxUses)
        {
            return Deny(view, request, subject, new Refusal(ConsentRefusal.UsedUp, rule.Name, "The consent has been used as often as it allows; ask the citizen for a new one."));
        }

        // 3. rate limits
        var charges = Charges(request, rule, subject);
        foreach (var (charge, limit, source, who) in charges)
        {
            if (view.WindowUses(charge, source, who) >= limit.Count)
            {
                var detail = string.Create(CultureInfo.InvariantCulture, $"The limit of {limit} per {charge.Who} is reached; try again when the next window begins.");
                return Deny(view, request, subject, new Refusal(RefusalReason.RateLimited, rule.Name, detail, Retryable: true));
            }
        }

        // 4. the entry carries all that the ledger needs to count it
        var draft = Describe(AuditKinds.Granted, request, subject).With("rule", rule.Name).With("binding", request.Binding.Span);
        if (consent is not null)
        {
            draft.With("consent", consent.UseKey).With("consentHash", consent.TokenHash).With("consentIssuer", consent.Claims.Issuer);
        }

        if (charges.Count > 0)
        {
            draft.With("charges", string.Join(' ', charges.Select(c => c.Charge.ToString())));
        }

        return (draft, new Decision.Granted(new QueryGrant(view.NextIndex, request, rule, consent?.TokenHash), null));
    }

    private static (AuditDraft, Decision) GrantAgain(
        LedgerView view, AccessRequest request, PolicyRule rule, ConsentCheck.Valid? consent, string? subject, RequestRecord used)
    {
        var draft = Describe(AuditKinds.GrantedAgain, request, subject).With("rule", rule.Name).With("first", used.GrantIndex);
        if (used.ReleaseIndex is { } index)
        {
            draft.With("released", index);
        }

        var earlier = used is { Answer: { } answer, ReleaseIndex: { } released } ? new ReleasedAnswer(answer, released) : null;
        return (draft, new Decision.Granted(new QueryGrant(view.NextIndex, request, rule, consent?.TokenHash), earlier));
    }

    private static (AuditDraft, Decision) Deny(LedgerView view, AccessRequest request, string? subject, Refusal refusal)
    {
        var draft = Describe(AuditKinds.Denied, request, subject).With("reason", refusal.Reason).With("rule", refusal.Rule);
        return (draft, new Decision.Denied(refusal.Reason, refusal.Rule, refusal.Detail, refusal.Retryable, view.NextIndex));
    }

    private static AuditDraft Describe(string kind, AccessRequest request, string? subject)
    {
        var draft = AuditDraft.Reserved(kind)
            .With("protocol", Word(request.Protocol))
            .With("requester", Word(request.Requester))
            .With("purpose", Word(request.Purpose))
            .With("requestId", request.RequestId.Span);
        if (request.DefinitionId is { } definition)
        {
            draft.With("definition", Word(definition)).With("definitionHash", IsHash(request.DefinitionHash) ? request.DefinitionHash! : "(not a hash)");
        }

        if (request.Tables.Count > 0)
        {
            draft.With("tables", string.Join(',', request.Tables.Take(32).Select(Word)));
        }

        return subject is null ? draft : draft.With("subject", subject);
    }

    // The words come from outside and are refused or matched elsewhere; here only what looks like an id of ours is written down,
    // so that nobody can place a citizen's number, or a novel, in this node's log.
    private static string Word(string word) => Identifiers.IsId(word) || word == "*" ? word : "(not an identifier)";

    private static bool IsHash(string? text) => text is { Length: 64 } && text.All(char.IsAsciiHexDigitLower);

    private static List<(Charge Charge, RateLimit Limit, string Source, string Who)> Charges(AccessRequest request, PolicyRule rule, string? subject)
    {
        var charges = new List<(Charge, RateLimit, string, string)>();
        Add(Charge.FromRule, rule.Limits, rule.Name);
        if (request.Definition is { } definition)
        {
            Add(Charge.FromDefinition, definition.Limits, definition.Id);
        }

        return charges;

        void Add(string source, AccessLimits limits, string name)
        {
            AddOne(source, Charge.ByRequester, limits.PerRequester, name, request.Requester);
            AddOne(source, Charge.BySubject, limits.PerSubject, name, subject);
        }

        void AddOne(string source, string by, RateLimit? limit, string name, string? who)
        {
            if (limit is not null && who is not null)
            {
                charges.Add((new Charge(source, by, (int)limit.Window.TotalSeconds), limit, name, who));
            }
        }
    }
}
