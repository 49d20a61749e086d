using System.Collections.Frozen;
using FedExchange.Governance.Consent;
using FedExchange.Governance.Policy;
using FedExchange.Node.Participations;
using FedExchange.Node.Peers;
using Grpc.Core;

namespace FedExchange.Node.Api;

/// <summary>Every code that a caller of the local interface can get, with its status in both forms: the one table.</summary>
internal static class ApiProblems
{
    public const string MalformedJson = "MALFORMED_JSON";
    public const string UnknownField = "UNKNOWN_FIELD";
    public const string MissingField = "MISSING_FIELD";
    public const string WrongType = "WRONG_TYPE";
    public const string WrongMediaType = "WRONG_MEDIA_TYPE";
    public const string NoSuchPath = "NO_SUCH_PATH";
    public const string BodyTooLarge = "BODY_TOO_LARGE";
    public const string TokenMissing = "TOKEN_MISSING";
    public const string TokenWrong = "TOKEN_WRONG";
    public const string Internal = VerificationReasons.Internal;

    /// <summary>The table.</summary>
    public static IReadOnlyList<ApiProblem> All { get; } =
    [
        // The call itself.
        new(MalformedJson, 400, StatusCode.InvalidArgument, false, "The body is no JSON object"),
        new(UnknownField, 400, StatusCode.InvalidArgument, false, "The body has a field that nobody reads"),
        new(MissingField, 400, StatusCode.InvalidArgument, false, "A field is missing"),
        new(WrongType, 400, StatusCode.InvalidArgument, false, "A field has the wrong type"),
        new(WrongMediaType, 415, StatusCode.InvalidArgument, false, "The body is not application/json"),
        new(NoSuchPath, 404, StatusCode.Unimplemented, false, "Nothing is served here"),
        new(BodyTooLarge, 413, StatusCode.ResourceExhausted, false, "The body is too large"),
        new(TokenMissing, 401, StatusCode.Unauthenticated, false, "The bearer token is missing"),
        new(TokenWrong, 401, StatusCode.Unauthenticated, false, "The bearer token is not this node's"),
        new(VerificationReasons.InvalidIdempotencyKey, 400, StatusCode.InvalidArgument, false, "The idempotency key cannot be used"),
        new(VerificationReasons.IdempotencyKeyReused, 409, StatusCode.AlreadyExists, false, "The idempotency key was used for another question"),

        // What is asked.
        new(VerificationReasons.UnknownDefinition, 404, StatusCode.NotFound, false, "No such definition"),
        new(VerificationReasons.UnusableDefinition, 409, StatusCode.FailedPrecondition, false, "The definition cannot be used"),
        new(VerificationReasons.InvalidSubjectId, 400, StatusCode.InvalidArgument, false, "The subject's identifier is not valid"),
        new(VerificationReasons.InvalidSubjectName, 400, StatusCode.InvalidArgument, false, "The subject's name is missing or too long"),
        new(VerificationReasons.WrongPurpose, 403, StatusCode.PermissionDenied, false, "The definition is for another purpose"),
        new(VerificationReasons.MalformedProposal, 409, StatusCode.FailedPrecondition, false, "A provider does not read this node's proposals"),

        // The consent.
        new(ConsentRefusal.Missing, 403, StatusCode.PermissionDenied, false, "A consent is needed"),
        new(ConsentRefusal.Malformed, 403, StatusCode.PermissionDenied, false, "The consent is no consent token"),
        new(ConsentRefusal.UnknownIssuer, 403, StatusCode.PermissionDenied, false, "The consent's issuer may not take consents"),
        new(ConsentRefusal.BadSignature, 403, StatusCode.PermissionDenied, false, "The consent's signature is wrong"),
        new(ConsentRefusal.Foreign, 403, StatusCode.PermissionDenied, false, "The consent was given to another requester"),
        new(ConsentRefusal.WrongDefinition, 403, StatusCode.PermissionDenied, false, "The consent is for another definition"),
        new(ConsentRefusal.WrongPurpose, 403, StatusCode.PermissionDenied, false, "The consent is for another purpose"),
        new(ConsentRefusal.WrongSubject, 403, StatusCode.PermissionDenied, false, "The consent was given by another person"),
        new(ConsentRefusal.NotYetValid, 403, StatusCode.PermissionDenied, false, "The consent is not valid yet"),
        new(ConsentRefusal.Expired, 403, StatusCode.PermissionDenied, false, "The consent has expired"),
        new(ConsentRefusal.UsedUp, 403, StatusCode.PermissionDenied, false, "The consent is used up"),

        // A provider's policy.
        new(RefusalReason.PolicyMissing, 403, StatusCode.PermissionDenied, false, "A provider has no policy"),
        new(RefusalReason.RequesterUnknown, 403, StatusCode.PermissionDenied, false, "A provider does not know this node"),
        new(RefusalReason.ProtocolNotAllowed, 403, StatusCode.PermissionDenied, false, "A provider's policy allows no verifications"),
        new(RefusalReason.RequesterNotAllowed, 403, StatusCode.PermissionDenied, false, "A provider's policy does not name this node"),
        new(RefusalReason.PurposeNotAllowed, 403, StatusCode.PermissionDenied, false, "A provider's policy does not allow the purpose"),
        new(RefusalReason.DefinitionNotAllowed, 403, StatusCode.PermissionDenied, false, "A provider's policy does not allow the definition"),
        new(RefusalReason.DefinitionNotApproved, 403, StatusCode.PermissionDenied, false, "A provider has not approved the definition"),
        new(RefusalReason.NotAProvider, 409, StatusCode.FailedPrecondition, false, "The definition asks nothing of a provider it names"),
        new(RefusalReason.DefinitionUnknown, 409, StatusCode.FailedPrecondition, true, "A provider has another version of the directory"),
        new(RefusalReason.RequestReused, 409, StatusCode.AlreadyExists, false, "The request id was used for another question"),
        new(RefusalReason.RateLimited, 429, StatusCode.ResourceExhausted, true, "A rate limit is reached"),

        // The way to the providers.
        new(RefusalReason.DirectoryStale, 503, StatusCode.Unavailable, true, "A provider's directory has expired"),
        new(PeerFaults.DirectoryExpired, 503, StatusCode.Unavailable, true, "This node's directory has expired"),
        new(VerificationReasons.ProviderUnreachable, 503, StatusCode.Unavailable, true, "A provider cannot be reached"),
        new(VerificationReasons.ProviderTimeout, 504, StatusCode.DeadlineExceeded, true, "A provider did not answer in time"),
        new(VerificationReasons.DeadlinePassed, 504, StatusCode.DeadlineExceeded, true, "The question reached a provider too late"),
        new(VerificationReasons.PairKeyMissing, 503, StatusCode.Unavailable, true, "Two providers have not agreed on a key yet"),
        new(VerificationReasons.ViewsDiffer, 503, StatusCode.Aborted, true, "The providers' shares do not fit together"),
        new(VerificationReasons.ProviderMisbehaved, 502, StatusCode.Aborted, false, "A provider's answer cannot be read"),
        new(VerificationReasons.RegisterUnavailable, 503, StatusCode.Unavailable, true, "A provider's register cannot be read"),
        new(VerificationReasons.AuditUnavailable, 503, StatusCode.Unavailable, true, "An audit log cannot be written"),
        new(PeerFaults.ProviderFailed, 503, StatusCode.Unavailable, true, "A provider failed"),
        new(PeerFaults.Interrupted, 503, StatusCode.Unavailable, true, "A provider was stopped"),
        new(PeerFaults.NodeRolledBack, 503, StatusCode.Unavailable, false, "A node was put back to an older state"),
        new(PeerFaults.UnsupportedKind, 409, StatusCode.FailedPrecondition, false, "A provider is of another version"),
        new(Internal, 500, StatusCode.Internal, false, "This node has an error of its own"),
    ];

    private static readonly FrozenDictionary<string, ApiProblem> ByCode = All.ToFrozenDictionary(problem => problem.Code, StringComparer.Ordinal);

    /// <summary>The row for a code. A code of a newer provider that is not in the table keeps its name and gets a status by its retryability.</summary>
    public static ApiProblem For(string code, bool retryable) =>
        ByCode.TryGetValue(code, out ApiProblem? known)
            ? known with { Retryable = retryable }
            : new ApiProblem(
                code, retryable ? 503 : 403, retryable ? StatusCode.Unavailable : StatusCode.PermissionDenied, retryable, "A provider refused");

    /// <summary>The row for a code of the table.</summary>
    public static ApiProblem Of(string code) => ByCode[code];
}
