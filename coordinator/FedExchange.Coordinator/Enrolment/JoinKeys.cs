using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FedExchange.Coordinator.Services;
using FedExchange.Crypto.PublicKey;
using FedExchange.Crypto.Randomness;
using FedExchange.Wire;
using FedExchange.Wire.Enrolment.V1;
using Grpc.Core;

namespace FedExchange.Coordinator.Enrolment;

/// <summary>The four public keys of a join request, checked.</summary>
internal sealed class JoinKeys
{
    private const int SealKeyLength = 1216;
    private const int LogKeyLength = 32;
    private const int LongestTitle = 200;

    private JoinKeys(string authFingerprint, byte[] hash)
    {
        AuthFingerprint = authFingerprint;
        Hash = hash;
    }

    /// <summary>SHA-256 of the auth key's SubjectPublicKeyInfo, hex, as in the directory.</summary>
    public string AuthFingerprint { get; }

    /// <summary>Names this set of keys: a request made again by the same node has the same.</summary>
    public byte[] Hash { get; }

    /// <summary>Checks form, possession of the auth key (the request signs itself) and of the sign key (the proof).</summary>
    /// <exception cref="RpcException">BAD_KEYS or BAD_PROOF.</exception>
    public static JoinKeys Read(JoinRequest request)
    {
        if (request.SealKey.Length != SealKeyLength || request.LogKey.Length != LogKeyLength || request.CertificateRequest.Length > 16384
            || request.TitleEn.Length > LongestTitle || request.TitleZh.Length > LongestTitle)
        {
            throw BadKeys("a key or a title has the wrong length");
        }

        try
        {
            var signKey = VerifyingKey.FromSpki(request.SignKey.Span);
            if (!signKey.Verify(JoinStatement.Of(request), request.Proof.Span))
            {
                throw Refusal.Of(StatusCode.PermissionDenied, "BAD_PROOF", "The request is not signed by the sign key it carries; run the join again.");
            }

            // Sealing to it once: nobody could ask a member whose seal key has the right length only.
            Hpke.SetupSender(request.SealKey.Span, [], SystemRandomSource.Instance);
            return ReadStored(request);
        }
        catch (CryptographicException e)
        {
            throw BadKeys(e.Message);
        }
    }

    /// <summary>The keys of a stored request, whose proof was checked when it came.</summary>
    public static JoinKeys ReadStored(JoinRequest request)
    {
        var auth = CertificateRequest.LoadSigningRequest(request.CertificateRequest.ToByteArray(), HashAlgorithmName.SHA256);
        var authSpki = auth.PublicKey.ExportSubjectPublicKeyInfo();
        var fingerprint = VerifyingKey.FromSpki(authSpki).Fingerprint;
        return new JoinKeys(fingerprint, SHA256.HashData([.. authSpki, .. request.SignKey.Span, .. request.SealKey.Span, .. request.LogKey.Span]));
    }

    private static RpcException BadKeys(string why) =>
        Refusal.Of(StatusCode.InvalidArgument, "BAD_KEYS", $"The request's keys cannot be used ({why}). Make the node's keys anew with fedx node init.");
}
