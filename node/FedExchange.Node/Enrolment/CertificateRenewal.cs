using System.Security.Cryptography.X509Certificates;
using FedExchange.Crypto.Certificates;
using FedExchange.Crypto.Randomness;
using FedExchange.Node.Identity;
using FedExchange.Node.Links;
using FedExchange.Wire.Enrolment.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FedExchange.Node.Enrolment;

/// <summary>Renews the node's certificate when two thirds of its life are over, and keeps trying until it ends.</summary>
internal sealed class CertificateRenewal(
    NodeIdentity identity, NodeTls tls, string coordinator, TimeProvider time, IRandomSource random, ILogger<CertificateRenewal> logger)
{
    private static readonly TimeSpan LongestTimer = TimeSpan.FromDays(30);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);

    /// <summary>The region's CA dates certificates back by so much, since clocks differ; it does not count as life.</summary>
    private static readonly TimeSpan BackDating = TimeSpan.FromMinutes(5);

    /// <summary>Runs until the node stops.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        for (var failures = 0; !cancellationToken.IsCancellationRequested;)
        {
            var wait = Wait(identity.Certificate, time.GetUtcNow(), failures, Jitter.Next(random));
            await Task.Delay(wait < LongestTimer ? wait : LongestTimer, time, cancellationToken);
            if (wait <= LongestTimer)
            {
                failures = await TryRenewAsync(cancellationToken) ? 0 : failures + 1;
            }
        }
    }

    /// <summary>How long to wait before the next try.</summary>
    /// <param name="certificate">The certificate in force.</param>
    /// <param name="now">Present time.</param>
    /// <param name="failures">Tries that failed since the last renewal.</param>
    /// <param name="fraction">Jitter, from 0 up to 1.</param>
    public static TimeSpan Wait(X509Certificate2 certificate, DateTimeOffset now, int failures, double fraction)
    {
        var (from, until) = (certificate.NotBefore.ToUniversalTime() + BackDating, certificate.NotAfter.ToUniversalTime());
        var life = until > from ? until - from : TimeSpan.Zero;
        if (failures == 0)
        {
            var due = from + (life * 2 / 3) + (life * 0.02 * fraction) - now.UtcDateTime;
            return due > ShortestPause ? due : ShortestPause;
        }

        // About ten tries fit into the last third, unless it is so short that one a second has to do.
        var pause = life / 30 * (0.5 + fraction);
        return pause > ShortestPause ? pause : ShortestPause;
    }

    private async Task<bool> TryRenewAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var channel = CoordinatorChannel.Open(coordinator, tls.ToCoordinator());
            var request = new RenewRequest { CertificateRequest = ByteString.CopyFrom(NodeCertificate.CreateRequest(identity.AuthKey, identity.NodeId)) };
            var deadline = TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(30); // of the network, not of the node's own clock
            var answer = await new EnrolmentService.EnrolmentServiceClient(channel).RenewAsync(request, deadline: deadline, cancellationToken: cancellationToken);
            identity.Replace(answer.Certificate.ToByteArray(), time.GetUtcNow());
            NodeLog.CertificateRenewed(logger, identity.Certificate.NotAfter.ToUniversalTime());
            return true;
        }
        catch (Exception e) when (e is RpcException or NodeException && !cancellationToken.IsCancellationRequested)
        {
            NodeLog.CertificateNotRenewed(logger, identity.Certificate.NotAfter.ToUniversalTime(), e is RpcException rpc ? rpc.Status.Detail : e.Message);
            return false;
        }
    }
}
