using System.Security.Cryptography;
using System.Text;
using FedExchange.Coordinator.Directory;
using FedExchange.Coordinator.Services;
using FedExchange.Coordinator.Storage;
using FedExchange.Governance.Directory;
using FedExchange.Wire.Enrolment.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FedExchange.Coordinator.Enrolment;

/// <summary>
/// Admission of nodes. A token admits one set of keys once; asking again with the same token and keys tells how it stands, other
/// keys are refused. Membership begins with the directory version that is stored in the same transaction as the approval.
/// </summary>
internal sealed class EnrolmentDesk(
    CoordinatorDatabase database, DirectoryRegistry directory, CoordinatorIdentity identity, CoordinatorOptions options, TimeProvider time, ILogger<EnrolmentDesk> log)
{
    /// <summary>Takes a request to join, or tells how it stands.</summary>
    /// <exception cref="RpcException">The request is refused; nothing is recorded.</exception>
    public async Task<JoinResponse> JoinAsync(JoinRequest request)
    {
        if (request.Token.Length == 0)
        {
            return Answer(EnrolmentState.Unspecified, null);
        }

        var keys = JoinKeys.Read(request);
        var tokenHash = SHA256.HashData(Encoding.UTF8.GetBytes(request.Token));
        EnrolmentRecord? record = null;
        await directory.ChangeAsync((draft, transaction) =>
        {
            var token = TokenRecord.Find(transaction, tokenHash) ?? throw UnknownToken();
            RequireFit(token, request.NodeId, keys);
            record = EnrolmentRecord.Find(transaction, request.NodeId);
            if (token.UsedBy is not null)
            {
                return false;
            }

            if (draft.Find(request.NodeId) is { Suspended: false } || record is { State: EnrolmentStates.Pending })
            {
                throw Refusal.Of(StatusCode.AlreadyExists, "ALREADY_ENROLLED", $"{request.NodeId} has joined, or waits for a decision, with another token.");
            }

            TokenRecord.Use(transaction, tokenHash, keys.Hash);
            record = new EnrolmentRecord(
                request.NodeId, tokenHash, keys.Hash, EnrolmentStates.Pending, token.Roles, time.GetUtcNow().ToUnixTimeMilliseconds(), WithoutSecret(request), null);
            log.JoinRequested(request.NodeId, token.PreApproved);
            if (token.PreApproved)
            {
                record = Admit(record, keys, draft, transaction);
                return true;
            }

            record.Save(transaction);
            return false;
        });
        return record!.State switch
        {
            EnrolmentStates.Approved => Answer(EnrolmentState.Approved, record.Certificate),
            EnrolmentStates.Refused => Answer(EnrolmentState.Refused, null),
            _ => Answer(EnrolmentState.Pending, null),
        };
    }

    /// <summary>Approves or refuses a waiting enrolment. Deciding the same again changes nothing.</summary>
    /// <exception cref="RpcException">There is none, or it was decided otherwise.</exception>
    public async Task<EnrolmentRecord> DecideAsync(string nodeId, bool approve)
    {
        EnrolmentRecord? record = null;
        await directory.ChangeAsync((draft, transaction) =>
        {
            record = EnrolmentRecord.Find(transaction, nodeId)
                ?? throw Refusal.Of(StatusCode.NotFound, "NO_ENROLMENT", $"{nodeId} has not asked to join; see fedx coordinator enrolments.");
            var wanted = approve ? EnrolmentStates.Approved : EnrolmentStates.Refused;
            if (record.State == wanted)
            {
                return false;
            }

            if (record.State != EnrolmentStates.Pending)
            {
                throw Refusal.Of(StatusCode.FailedPrecondition, "ALREADY_DECIDED", $"The enrolment of {nodeId} is {record.State}; suspend the member, or make a new token.");
            }

            if (approve)
            {
                record = Admit(record, JoinKeys.ReadStored(record.Request), draft, transaction);
                return true;
            }

            record = record with { State = EnrolmentStates.Refused };
            record.Save(transaction);
            return false;
        });
        log.EnrolmentDecided(nodeId, record!.State);
        return record;
    }

    public IReadOnlyList<EnrolmentRecord> List() => EnrolmentRecord.All(database);

    /// <summary>Issues a fresh certificate for a member's present auth key.</summary>
    /// <exception cref="RpcException">The request carries another key, or cannot be read.</exception>
    public byte[] Renew(Member member, RenewRequest request)
    {
        try
        {
            using var certificate = identity.Authority.IssueNode(member.Id, request.CertificateRequest.Span, options.CertificateLifetime, time);
            return Crypto.Certificates.NodeCertificate.KeyFingerprint(certificate) == member.AuthKeyFingerprint
                ? certificate.RawData
                : throw Refusal.Of(StatusCode.PermissionDenied, "FOREIGN_KEY", "A renewal must be for the key that the directory has; a new key needs a new enrolment.");
        }
        catch (CryptographicException e)
        {
            throw Refusal.Of(StatusCode.InvalidArgument, "BAD_KEYS", e.Message);
        }
    }

    private static void RequireFit(TokenRecord.Row token, string nodeId, JoinKeys keys, DateTimeOffset now)
    {
        if (token.NodeId != nodeId)
        {
            throw Refusal.Of(StatusCode.PermissionDenied, "WRONG_NODE_ID", "The token was made for another node id; join with that id or ask the operator for a new token.");
        }

        if (token.UsedBy is null && now.ToUnixTimeMilliseconds() >= token.ExpiresMs)
        {
            throw Refusal.Of(StatusCode.PermissionDenied, "TOKEN_EXPIRED", "The token has expired; ask the operator for a new one.");
        }

        if (token.UsedBy is { } used && !CryptographicOperations.FixedTimeEquals(used, keys.Hash))
        {
            throw Refusal.Of(StatusCode.PermissionDenied, "TOKEN_USED", "The token was used by a node with other keys; if that was not you, tell the operator at once.");
        }
    }

    private RpcException UnknownToken()
    {
        log.JoinRefused("nobody", "TOKEN_UNKNOWN");
        return Refusal.Of(StatusCode.PermissionDenied, "TOKEN_UNKNOWN", "No such token; ask the operator for a new one.");
    }

    private static JoinRequest WithoutSecret(JoinRequest request)
    {
        var copy = request.Clone();
        copy.Token = "";
        copy.Proof = ByteString.Empty;
        return copy;
    }

    private void RequireFit(TokenRecord.Row token, string nodeId, JoinKeys keys)
    {
        try
        {
            RequireFit(token, nodeId, keys, time.GetUtcNow());
        }
        catch (RpcException e)
        {
            log.JoinRefused(token.NodeId, e.Trailers.GetValue(Refusal.Trailer) ?? "");
            throw;
        }
    }

    private EnrolmentRecord Admit(EnrolmentRecord record, JoinKeys keys, DirectoryDraft draft, CoordinatorDatabase.Transaction transaction)
    {
        var request = record.Request;
        if (draft.Members.Exists(m => m.AuthKeyFingerprint == keys.AuthFingerprint || m.SignKey.AsSpan().SequenceEqual(request.SignKey.Span)
            || m.SealKey.AsSpan().SequenceEqual(request.SealKey.Span) || m.LogKey.AsSpan().SequenceEqual(request.LogKey.Span)))
        {
            throw Refusal.Of(StatusCode.AlreadyExists, "BAD_KEYS", "Another member has one of these keys; every node needs its own, made with fedx node init.");
        }

        byte[] certificate;
        try
        {
            using var issued = identity.Authority.IssueNode(record.NodeId, request.CertificateRequest.Span, options.CertificateLifetime, time);
            certificate = issued.RawData;
        }
        catch (CryptographicException e)
        {
            throw Refusal.Of(StatusCode.InvalidArgument, "BAD_KEYS", e.Message);
        }

        var admitted = record with { State = EnrolmentStates.Approved, Certificate = certificate };
        admitted.Save(transaction);
        draft.Replace(new Member(
            record.NodeId, new LocalizedText(request.TitleEn, request.TitleZh), record.Roles, keys.AuthFingerprint,
            request.SignKey.ToByteArray(), request.SealKey.ToByteArray(), request.LogKey.ToByteArray(), null, false));
        return admitted;
    }

    private JoinResponse Answer(EnrolmentState state, byte[]? certificate) => new()
    {
        State = state,
        Certificate = certificate is null ? ByteString.Empty : ByteString.CopyFrom(certificate),
        RegionCertificate = ByteString.CopyFrom(identity.Authority.Certificate.RawData),
        DirectoryKey = ByteString.CopyFrom(directory.PublicKey),
        Directory = state == EnrolmentState.Approved ? directory.Current.Jws : "",
    };
}
