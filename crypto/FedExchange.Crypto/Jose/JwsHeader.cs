namespace FedExchange.Crypto.Jose;

/// <summary>What the protected header of a JWS says. Until the signature is checked these are only claims.</summary>
public sealed class JwsHeader
{
    internal JwsHeader(string algorithm, string? keyId, string? type)
    {
        Algorithm = algorithm;
        KeyId = keyId;
        Type = type;
    }

    /// <summary>The <c>alg</c> member; always <c>ES256</c>, since nothing else is read.</summary>
    public string Algorithm { get; }

    /// <summary>The <c>kid</c> member: who says to have signed.</summary>
    public string? KeyId { get; }

    /// <summary>The <c>typ</c> member: what the payload is. Check it, or one kind of token passes for another.</summary>
    public string? Type { get; }
}
