namespace FedExchange.Governance.Policy;

/// <summary>One thing that a node's officer allows.</summary>
/// <param name="Name">The rule's name; stands in entries and refusals.</param>
/// <param name="Protocol"><see cref="AccessRequest.Verification"/> or <see cref="AccessRequest.Count"/>.</param>
/// <param name="Requesters">Node ids, or <c>*</c> for every member.</param>
/// <param name="Purposes">Purposes, or <c>*</c>.</param>
/// <param name="Definitions">Definition ids (verifications); <c>*</c> for every approved one.</param>
/// <param name="Tables">Tables that may be read (counts); <c>*</c> for all.</param>
/// <param name="ConsentRequired">Whether a consent token is needed.</param>
/// <param name="Minimum">Smallest total that may be released (counts); 0 for verifications.</param>
/// <param name="Limits">How often.</param>
public sealed record PolicyRule(
    string Name,
    string Protocol,
    IReadOnlyList<string> Requesters,
    IReadOnlyList<string> Purposes,
    IReadOnlyList<string> Definitions,
    IReadOnlyList<string> Tables,
    bool ConsentRequired,
    long Minimum,
    AccessLimits Limits)
{
    /// <summary>Why the rule does not allow a request: one of <see cref="RefusalReason"/>, or null when it does.</summary>
    /// <param name="request">The request.</param>
    public string? WhyNot(AccessRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Protocol != Protocol ? RefusalReason.ProtocolNotAllowed :
            !Names(Requesters, request.Requester) ? RefusalReason.RequesterNotAllowed :
            !Names(Purposes, request.Purpose) ? RefusalReason.PurposeNotAllowed :
            Protocol == AccessRequest.Verification && !Names(Definitions, request.DefinitionId ?? "") ? RefusalReason.DefinitionNotAllowed :
            Protocol == AccessRequest.Count && (request.Tables.Count == 0 || !request.Tables.All(t => Names(Tables, t))) ? RefusalReason.TableNotAllowed :
            null;
    }

    private static bool Names(IReadOnlyList<string> list, string word) =>
        list.Contains("*") || list.Contains(word, StringComparer.Ordinal);
}
