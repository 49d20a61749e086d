namespace FedExchange.Crypto.PublicKey;

/// <summary>An opened request, and how to seal the reply.</summary>
public sealed class OpenedRequest
{
    private readonly byte[] plaintext;

    internal OpenedRequest(byte[] plaintext, ReplySealer sealer)
    {
        this.plaintext = plaintext;
        Sealer = sealer;
    }

    /// <summary>The request.</summary>
    public byte[] Plaintext => plaintext;

    /// <summary>Seals the one reply.</summary>
    public ReplySealer Sealer { get; }

    /// <summary>Takes the request apart.</summary>
    /// <param name="plaintext">See <see cref="Plaintext"/>.</param>
    /// <param name="sealer">See <see cref="Sealer"/>.</param>
    public void Deconstruct(out byte[] plaintext, out ReplySealer sealer) => (plaintext, sealer) = (Plaintext, Sealer);

    /// <summary>Kind and length; never the content.</summary>
    /// <returns>A short text.</returns>
    public override string ToString() => $"OpenedRequest({plaintext.Length} bytes)";
}
