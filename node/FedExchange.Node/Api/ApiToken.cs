using System.Security.Cryptography;
using System.Text;

namespace FedExchange.Node.Api;

/// <summary>The bearer token of the local interface. Kept as a hash; compared in constant time.</summary>
internal sealed class ApiToken
{
    private const string Scheme = "Bearer ";
    private readonly byte[] _hash;

    /// <summary>Takes the token.</summary>
    /// <param name="token">The token's text, as in the file api.token.</param>
    public ApiToken(string token)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(token);
        _hash = SHA256.HashData(Encoding.UTF8.GetBytes(token.Trim()));
    }

    /// <summary>Checks an Authorization header.</summary>
    /// <param name="authorization">The header's value, or null.</param>
    /// <param name="code">Why not, as a code of <see cref="ApiProblems"/>; empty when the token is right.</param>
    /// <param name="detail">What to do.</param>
    public bool Accepts(string? authorization, out string code, out string detail)
    {
        (code, detail) = ("", "");
        if (string.IsNullOrEmpty(authorization) || !authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            code = ApiProblems.TokenMissing;
            detail = "Send 'Authorization: Bearer TOKEN'; the token stands in the file api.token in this node's directory.";
            return false;
        }

        byte[] presented = SHA256.HashData(Encoding.UTF8.GetBytes(authorization[Scheme.Length..].Trim()));
        if (CryptographicOperations.FixedTimeEquals(presented, _hash))
        {
            return true;
        }

        code = ApiProblems.TokenWrong;
        detail = "The token is not this node's; the right one stands in the file api.token in its directory.";
        return false;
    }

    /// <inheritdoc/>
    public override string ToString() => "ApiToken";
}
