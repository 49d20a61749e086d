using FedExchange.Governance.Audit;

namespace FedExchange.Governance.Policy;

/// <summary>
/// The only way out for a result. For each request id one answer leaves, ever: two differently masked answers to the same question would tell the
/// requester what neither tells alone. The entry holds the bytes, so that a repeated request gets them again, also after a restart.
/// </summary>
public sealed class ReleaseGate
{
    private readonly AuditLog _log;

    /// <summary>Makes a gate.</summary>
    /// <param name="log">Where releases are written down.</param>
    public ReleaseGate(AuditLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        _log = log;
    }

    /// <summary>Lets a result leave.</summary>
    /// <param name="grant">The grant under which it was computed.</param>
    /// <param name="recipient">To whom; must be the grant's requester.</param>
    /// <param name="answer">The result, masked; at most 1 MiB.</param>
    /// <param name="cancellationToken">Gives up before the entry is written.</param>
    /// <exception cref="ReleaseException">The recipient is not the requester.</exception>
    /// <exception cref="AuditLogException">The log cannot be written, so nothing may leave.</exception>
    public async ValueTask<Release> ReleaseAsync(QueryGrant grant, string recipient, ReadOnlyMemory<byte> answer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(grant);
        ArgumentNullException.ThrowIfNull(recipient);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(answer.Length, 1 << 20);
        if (recipient != grant.Requester)
        {
            await _log.AppendAsync(
                Describe(AuditKinds.ReleaseDenied, grant).With("reason", RefusalReason.RecipientNotAllowed).With("recipient", Definitions.Identifiers.IsId(recipient) ? recipient : "(not an identifier)"),
                cancellationToken);
            throw new ReleaseException(RefusalReason.RecipientNotAllowed, "A result may go to nobody but the requester.");
        }

        var (_, release) = await _log.AppendAsync(
            view =>
            {
                // Somebody else may have answered the same request since the grant: then that answer is the answer.
                if (view.FindRequest(grant.RequestId.Span) is { Answer: { } earlier, ReleaseIndex: { } index })
                {
                    return ((AuditDraft?)null, new Release(earlier, index, recipient));
                }

                var draft = Describe(AuditKinds.Released, grant).With("answer", answer.Span);
                return (draft, new Release(answer.ToArray(), view.NextIndex, recipient));
            },
            cancellationToken);
        return release;
    }

    private static AuditDraft Describe(string kind, QueryGrant grant) =>
        AuditDraft.Reserved(kind).With("grant", grant.AuditIndex).With("requester", grant.Requester).With("requestId", grant.RequestId.Span);
}
