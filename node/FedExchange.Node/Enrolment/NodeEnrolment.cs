using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FedExchange.Crypto.Certificates;
using FedExchange.Crypto.PublicKey;
using FedExchange.Governance.Directory;
using FedExchange.Node.Identity;
using FedExchange.Node.Links;
using FedExchange.Wire;
using FedExchange.Wire.Enrolment.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FedExchange.Node;

/// <summary>How a node becomes a member of a region. Can be repeated at any point: the same token and keys lead to the same enrolment.</summary>
public static class NodeEnrolment
{
    /// <summary>How long the node waits between two questions whether it has been approved.</summary>
    public static readonly TimeSpan DefaultPoll = TimeSpan.FromSeconds(2);

    /// <summary>Joins, waiting for the operator's approval where the token asks for one.</summary>
    /// <param name="directory">The node's directory, made by <see cref="NodeSetup"/>.</param>
    /// <param name="tokenText">The operator's one-time token.</param>
    /// <param name="progress">Told of each stage, and at each further wait.</param>
    /// <param name="poll">Wait between two questions; null takes <see cref="DefaultPoll"/>.</param>
    /// <param name="timeProvider">Clock; null takes the system's.</param>
    /// <param name="cancellationToken">Stops waiting; join again later with the same token.</param>
    /// <exception cref="NodeException">With what to do: TOKEN_INVALID, COORDINATOR_UNREACHABLE, COORDINATOR_NOT_TRUSTED, ENROLMENT_REFUSED, ALREADY_JOINED…</exception>
    public static async Task<JoinOutcome> JoinAsync(
        string directory,
        string tokenText,
        IProgress<JoinProgress>? progress = null,
        TimeSpan? poll = null,
        TimeProvider? timeProvider = null,
        CancellationToken cancellationToken = default)
    {
        var time = timeProvider ?? TimeProvider.System;
        var paths = new NodePaths(directory);
        if (!EnrolmentToken.TryParse(tokenText, out var token))
        {
            throw new NodeException("TOKEN_INVALID", "This is no enrolment token, or it was not copied whole: copy it again, from 'fedx1.' to the end.");
        }

        var options = NodeOptionsFile.Read(paths);
        using var keys = NodeKeys.Load(paths);

        // 1. Ask for the region certificate, saying nothing secret, and pin it by the token's fingerprint.
        var authority = await FetchAuthorityAsync(token!, cancellationToken);

        // 2. Ask to join over a connection that the pinned CA vouches for.
        using var channel = CoordinatorChannel.Open(token!.Address, Trusting(authority, time));
        var client = new EnrolmentService.EnrolmentServiceClient(channel);
        var request = Request(token, options, keys);
        progress?.Report(JoinProgress.Asked);

        // 3. Wait for the operator.
        JoinResponse answer;
        while ((answer = await AskAsync(client, request, token.Address, cancellationToken)).State == EnrolmentState.Pending)
        {
            progress?.Report(JoinProgress.WaitingForApproval);
            await Task.Delay(poll ?? DefaultPoll, time, cancellationToken);
        }

        if (answer.State != EnrolmentState.Approved)
        {
            throw new NodeException("ENROLMENT_REFUSED", "The operator has refused this enrolment: ask why, and for a new token.");
        }

        // 4. Check what came, then store it; the certificate last, because its presence means that the node has joined.
        var outcome = Store(paths, options, keys, authority, answer, token.Address, time.GetUtcNow());
        progress?.Report(JoinProgress.Joined);
        return outcome;
    }

    private static async Task<X509Certificate2> FetchAuthorityAsync(EnrolmentToken token, CancellationToken cancellationToken)
    {
        // Nothing is trusted on this connection and nothing secret is sent: the fingerprint decides about what comes back.
        using var channel = CoordinatorChannel.Open(token.Address, new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls13,
#pragma warning disable CA5359 // see above: this connection only fetches a public certificate that is checked against the token
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
#pragma warning restore CA5359
        });
        var answer = await AskAsync(new EnrolmentService.EnrolmentServiceClient(channel), new JoinRequest(), token.Address, cancellationToken);
        if (EnrolmentToken.FingerprintOf(answer.RegionCertificate.Span) != token.AuthorityFingerprint)
        {
            throw NotTrusted(token.Address, null);
        }

        return X509CertificateLoader.LoadCertificate(answer.RegionCertificate.Span);
    }

    private static NodeException NotTrusted(string address, Exception? inner) => new(
        "COORDINATOR_NOT_TRUSTED",
        $"What answers at {address} does not belong to the region that the token names. Do not go on: check the address with the operator, or ask for a new token.",
        inner);

    private static SslClientAuthenticationOptions Trusting(X509Certificate2 authority, TimeProvider time) => new()
    {
        EnabledSslProtocols = SslProtocols.Tls13,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = (_, certificate, _, _) =>
            certificate is X509Certificate2 presented
            && NodeCertificate.IsValid(presented, authority, time.GetUtcNow(), out _)
            && NodeCertificate.Read(presented).Kind == CertificateKind.Server,
    };

    private static JoinRequest Request(EnrolmentToken token, NodeOptions options, NodeKeys keys)
    {
        var request = new JoinRequest
        {
            Token = token.Secret,
            NodeId = options.NodeId,
            CertificateRequest = ByteString.CopyFrom(NodeCertificate.CreateRequest(keys.Auth, options.NodeId)),
            SignKey = ByteString.CopyFrom(keys.Sign.PublicKey),
            SealKey = ByteString.CopyFrom(keys.Seal.PublicKey),
            LogKey = ByteString.CopyFrom(keys.Log.PublicKey),
            TitleEn = options.Title.En,
            TitleZh = options.Title.Zh,
        };
        request.Proof = ByteString.CopyFrom(keys.Sign.Sign(JoinStatement.Of(request)));
        return request;
    }

    private static async Task<JoinResponse> AskAsync(
        EnrolmentService.EnrolmentServiceClient client, JoinRequest request, string address, CancellationToken cancellationToken)
    {
        try
        {
            return await client.JoinAsync(request, cancellationToken: cancellationToken);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.Cancelled && cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("Joining was given up.", e, cancellationToken);
        }
        catch (RpcException e) when (e.InnerException is AuthenticationException || e.Status.DebugException is HttpRequestException { InnerException: AuthenticationException })
        {
            throw NotTrusted(address, e);
        }
        catch (RpcException e) when (e.StatusCode is StatusCode.Unavailable or StatusCode.DeadlineExceeded)
        {
            throw new NodeException("COORDINATOR_UNREACHABLE", $"No coordinator answers at {address}: check that it runs and that this machine may connect, then join again with the same token.", e);
        }
        catch (RpcException e)
        {
            throw new NodeException("ENROLMENT_REFUSED", $"The coordinator does not take this enrolment: {e.Status.Detail}", e);
        }
    }

    private static JoinOutcome Store(
        NodePaths paths, NodeOptions options, NodeKeys keys, X509Certificate2 authority, JoinResponse answer, string address, DateTimeOffset now)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(answer.Certificate.Span);
        if (!NodeCertificate.IsValid(certificate, authority, now, out var reason))
        {
            throw new NodeException("CERTIFICATE_FOREIGN", $"The coordinator's certificate for this node cannot be used ({reason}): check both clocks, then join again.");
        }

        var (nodeId, region, _) = NodeCertificate.Read(certificate);
        using var certified = certificate.GetECDsaPublicKey();
        if (nodeId != options.NodeId || certified is null || !certified.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(keys.Auth.ExportSubjectPublicKeyInfo()))
        {
            throw new NodeException("CERTIFICATE_FOREIGN", "The coordinator sent another node's certificate: tell the operator.");
        }

        var directoryKey = VerifyingKey.FromSpki(answer.DirectoryKey.Span);
        var members = SignedDirectory.Open(answer.Directory, directoryKey).Directory;
        RequireOwnKeys(members, options.NodeId, keys);

        PrivateFile.WritePublic(paths.RegionAuthority, authority.ExportCertificatePem() + "\n");
        PrivateFile.WritePublic(paths.DirectoryKey, PemEncoding.WriteString("PUBLIC KEY", answer.DirectoryKey.Span) + "\n");
        DirectoryStore.Open(paths.DirectoryFile, region, directoryKey).Accept(answer.Directory);
        NodeSetup.SetCoordinator(paths, address);
        PrivateFile.WritePublic(paths.AuthCertificate, certificate.ExportCertificatePem() + "\n");
        return new JoinOutcome(nodeId, region, keys.Sign.VerifyingKey.Fingerprint, certificate.NotAfter.ToUniversalTime(), members.Version);
    }

    private static void RequireOwnKeys(MemberDirectory members, string nodeId, NodeKeys keys)
    {
        var member = members.Find(nodeId);
        if (member is null
            || !member.SignKey.AsSpan().SequenceEqual(keys.Sign.PublicKey)
            || !member.SealKey.AsSpan().SequenceEqual(keys.Seal.PublicKey)
            || !member.LogKey.AsSpan().SequenceEqual(keys.Log.PublicKey))
        {
            throw new NodeException("DIRECTORY_FOREIGN", "The region's directory does not list this node with its own keys: tell the operator; nothing has been stored.");
        }
    }
}
