using System.Security.Cryptography.X509Certificates;
using FedExchange.Coordinator.Directory;
using FedExchange.Crypto.Certificates;
using FedExchange.Governance.Directory;
using Grpc.Core;

namespace FedExchange.Coordinator.Services;

/// <summary>
/// Who calls, by the client certificate alone: it chains to the region CA, is in its validity, and for a node its key is the one
/// that the directory names, whatever older certificate for the id may still be valid.
/// </summary>
internal sealed class CallerGate(DirectoryRegistry directory, CoordinatorIdentity identity, CoordinatorOptions options, TimeProvider time)
{
    /// <summary>The active member that calls.</summary>
    /// <exception cref="RpcException">UNAUTHENTICATED or PERMISSION_DENIED.</exception>
    public Member RequireMember(ServerCallContext context) => MemberOf(Certificate(context, TimeSpan.Zero));

    /// <summary>As <see cref="RequireMember"/>, but the certificate may have expired within the renewal grace.</summary>
    public Member RequireRenewingMember(ServerCallContext context) => MemberOf(Certificate(context, options.RenewalGrace));

    /// <summary>Checks that the operator calls.</summary>
    /// <exception cref="RpcException">UNAUTHENTICATED or PERMISSION_DENIED.</exception>
    public void RequireOperator(ServerCallContext context)
    {
        if (NodeCertificate.Read(Certificate(context, TimeSpan.Zero)).Kind != CertificateKind.Operator)
        {
            throw Refusal.Of(StatusCode.PermissionDenied, "NOT_THE_OPERATOR", "This call needs the operator's certificate; run it from the coordinator's directory.");
        }
    }

    private Member MemberOf(X509Certificate2 certificate)
    {
        var (nodeId, _, kind) = NodeCertificate.Read(certificate);
        var member = kind == CertificateKind.Node ? directory.Current.Directory.Find(nodeId) : null;
        if (member is null)
        {
            throw Refusal.Of(StatusCode.PermissionDenied, "NOT_A_MEMBER", "The certificate names no member of this region; join with a token first.");
        }

        var fingerprint = NodeCertificate.KeyFingerprint(certificate);
        if (fingerprint != member.AuthKeyFingerprint)
        {
            throw Refusal.Of(StatusCode.PermissionDenied, "FOREIGN_KEY", $"The certificate's key is not the one the directory has for {nodeId}; use the node's own keys.");
        }

        return member.Suspended
            ? throw Refusal.Of(StatusCode.PermissionDenied, "SUSPENDED", $"{nodeId} is suspended; ask the coordinator's operator.")
            : member;
    }

    private X509Certificate2 Certificate(ServerCallContext context, TimeSpan grace)
    {
        var certificate = context.GetHttpContext().Connection.ClientCertificate
            ?? throw Refusal.Of(StatusCode.Unauthenticated, "NO_CERTIFICATE", "This call needs a client certificate.");
        var now = time.GetUtcNow();
        DateTimeOffset end = certificate.NotAfter.ToUniversalTime();
        var at = now > end && now - end <= grace ? end.AddSeconds(-1) : now;
        return NodeCertificate.IsValid(certificate, identity.Authority.Certificate, at, out var reason)
            ? certificate
            : throw Refusal.Of(StatusCode.Unauthenticated, "BAD_CERTIFICATE", reason);
    }
}
