using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using FedExchange.Coordinator.Directory;
using FedExchange.Coordinator.Services;
using FedExchange.Coordinator.Storage;
using FedExchange.Crypto.Randomness;
using FedExchange.Governance.Directory;
using FedExchange.Wire;
using FedExchange.Wire.Admin.V1;
using Grpc.Core;

namespace FedExchange.Coordinator.Enrolment;

/// <summary>Makes one-time enrolment tokens.</summary>
internal sealed partial class TokenDesk(
    CoordinatorDatabase database, DirectoryRegistry directory, CoordinatorIdentity identity, CoordinatorAddress address, TimeProvider time, IRandomSource random)
{
    private const int SecretLength = 32;
    private const long DefaultSeconds = 86_400;
    private const long LongestSeconds = 30 * DefaultSeconds;

    /// <summary>Makes a token.</summary>
    /// <returns>The text for the node.</returns>
    /// <exception cref="RpcException">An argument cannot be used, or the node is a member already.</exception>
    public async Task<string> CreateAsync(CreateTokenRequest request)
    {
        if (!NodeIdPattern().IsMatch(request.NodeId))
        {
            throw Invalid("A node id is 1 to 63 lower-case letters, digits, dots and dashes, beginning with a letter or digit.");
        }

        var roles = request.Roles.Distinct().ToArray();
        if (roles.Length == 0 || !Array.TrueForAll(roles, MemberRoles.IsKnown))
        {
            throw Invalid($"Give at least one role of {MemberRoles.Provider}, {MemberRoles.Requester}, {MemberRoles.ConsentIssuer}.");
        }

        var seconds = request.ValidSeconds == 0 ? DefaultSeconds : request.ValidSeconds;
        if (seconds is < 1 or > LongestSeconds)
        {
            throw Invalid($"A token is valid for 1 to {LongestSeconds} seconds.");
        }

        if (directory.Current.Directory.FindActive(request.NodeId) is not null)
        {
            throw Refusal.Of(StatusCode.AlreadyExists, "ALREADY_A_MEMBER", $"{request.NodeId} is a member already; choose another id, or suspend it first to enrol it anew with new keys.");
        }

        var bytes = new byte[SecretLength];
        random.Fill(bytes);
        var secret = Base64Url.EncodeToString(bytes);
        var row = new TokenRecord.Row(request.NodeId, roles, time.GetUtcNow().AddSeconds(seconds).ToUnixTimeMilliseconds(), request.PreApproved, null);
        await database.WriteAsync(t =>
        {
            TokenRecord.Add(t, SHA256.HashData(Encoding.UTF8.GetBytes(secret)), row);
            return true;
        });
        return new EnrolmentToken(address.Value, EnrolmentToken.FingerprintOf(identity.Authority.Certificate.RawData), secret).Encode();
    }

    private static RpcException Invalid(string detail) => Refusal.Of(StatusCode.InvalidArgument, "INVALID_ARGUMENT", detail);

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]{0,62}$", RegexOptions.CultureInvariant)]
    private static partial Regex NodeIdPattern();
}
