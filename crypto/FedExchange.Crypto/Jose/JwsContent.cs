namespace FedExchange.Crypto.Jose;

/// <summary>A verified JWS.</summary>
public sealed class JwsContent
{
    private readonly byte[] payload;

    internal JwsContent(IReadOnlyList<JwsHeader> headers, byte[] payload)
    {
        Headers = headers;
        this.payload = payload;
    }

    /// <summary>The header; of several signatures, the first one's.</summary>
    public JwsHeader Header => Headers[0];

    /// <summary>The headers of all signatures, every one of them verified; at least one.</summary>
    public IReadOnlyList<JwsHeader> Headers { get; }

    /// <summary>What was signed.</summary>
    public ReadOnlyMemory<byte> Payload => payload;
}
