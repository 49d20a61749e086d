using System.Security.Cryptography.X509Certificates;
using FedExchange.Governance.Directory;
using FedExchange.Wire.Session.V1;
using Grpc.Core;

namespace FedExchange.Node.Peers;

/// <summary>
/// The direct path, served over mTLS. The caller's certificate must carry the auth key of the directory member that the frame names
/// as its sender, so that a frame can be replayed by nobody but its sender and the relay.
/// </summary>
internal sealed class PeerGrpcService(IPeerRequestHandler handler, DirectoryStore directory, ILogger<PeerGrpcService> logger) : PeerService.PeerServiceBase
{
    /// <inheritdoc/>
    public override Task<ExchangeResponse> Exchange(ExchangeRequest request, ServerCallContext context)
    {
        X509Certificate2? certificate = context.GetHttpContext().Connection.ClientCertificate;
        if (certificate is null)
        {
            throw Refuse(StatusCode.Unauthenticated, "Peers call with their node certificate.");
        }

        if (request.Frame is not { } frame)
        {
            throw new RpcException(new Status(StatusCode.InvalidArgument, "The request holds no frame."));
        }

        string nodeId = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        if (directory.Current?.Find(nodeId) is not { Suspended: false } member)
        {
            throw Refuse(StatusCode.PermissionDenied, "The certificate's node id is not a member in good standing.");
        }

        if (PeerCertificate.Fingerprint(certificate) != member.AuthKeyFingerprint)
        {
            throw Refuse(StatusCode.PermissionDenied, $"The certificate does not carry the key that the directory lists for {nodeId}.");
        }

        if (frame.From != nodeId)
        {
            throw Refuse(StatusCode.PermissionDenied, $"{nodeId} may not send frames in another node's name.");
        }

        return handler.HandleAsync(frame, context.CancellationToken);
    }

    private RpcException Refuse(StatusCode code, string why)
    {
        PeerLog.CallerRefused(logger, why);
        return new RpcException(new Status(code, why));
    }
}
