using System.Diagnostics.CodeAnalysis;

namespace FedExchange.Protocols.Facts;

/// <summary>
/// One party's message of <see cref="MaskedConjunction"/>: two masked sums and a check for every other party.
/// Without all other shares it is uniformly random to whoever reads it.
/// </summary>
public sealed class MaskedShare
{
    /// <summary>Length of each masked sum and of each pair check, in bytes: 128 bits, so a sum vanishes by chance with 2^-128.</summary>
    public const int ElementLength = 16;

    private const byte Version = 1;

    internal MaskedShare(byte[] allTrue, byte[] anyFalse, IReadOnlyList<byte[]> pairChecks) =>
        (AllTrue, AnyFalse, PairChecks) = (allTrue, anyFalse, pairChecks);

    /// <summary>Masked contribution to "all true": the sum of all parties' is zero exactly if every input is true.</summary>
    public ReadOnlyMemory<byte> AllTrue { get; }

    /// <summary>Masked contribution to "any definitely false": the sum is zero exactly if no input is definitely false.</summary>
    public ReadOnlyMemory<byte> AnyFalse { get; }

    /// <summary>One 16-byte check per other party in the order of the provider list; both ends of a pair compute the same one.</summary>
    public IReadOnlyList<byte[]> PairChecks { get; }

    /// <summary>Encodes: version, number of checks, the two sums, the checks. The length depends on the number of parties only.</summary>
    public byte[] Encode()
    {
        byte[] encoded = new byte[2 + ElementLength * (2 + PairChecks.Count)];
        encoded[0] = Version;
        encoded[1] = checked((byte)PairChecks.Count);
        AllTrue.Span.CopyTo(encoded.AsSpan(2));
        AnyFalse.Span.CopyTo(encoded.AsSpan(2 + ElementLength));
        for (int i = 0; i < PairChecks.Count; i++)
        {
            PairChecks[i].CopyTo(encoded.AsSpan(2 + ElementLength * (2 + i)));
        }

        return encoded;
    }

    /// <summary>Decodes what <see cref="Encode"/> wrote; anything else is refused.</summary>
    /// <param name="encoded">Bytes from a peer.</param>
    /// <param name="share">The share.</param>
    /// <returns>False when version or length is off.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> encoded, [NotNullWhen(true)] out MaskedShare? share)
    {
        share = null;
        if (encoded.Length < 2 + 2 * ElementLength || encoded[0] != Version
            || encoded.Length != 2 + ElementLength * (2 + encoded[1]))
        {
            return false;
        }

        byte[][] checks = new byte[encoded[1]][];
        for (int i = 0; i < checks.Length; i++)
        {
            checks[i] = encoded.Slice(2 + ElementLength * (2 + i), ElementLength).ToArray();
        }

        share = new MaskedShare(encoded.Slice(2, ElementLength).ToArray(), encoded.Slice(2 + ElementLength, ElementLength).ToArray(), checks);
        return true;
    }

    /// <summary>Builds a share from the fields of a wire message.</summary>
    /// <returns>False when a length is off.</returns>
    public static bool TryCreate(
        ReadOnlySpan<byte> allTrue, ReadOnlySpan<byte> anyFalse, IReadOnlyList<ReadOnlyMemory<byte>> pairChecks, [NotNullWhen(true)] out MaskedShare? share)
    {
        share = null;
        if (allTrue.Length != ElementLength || anyFalse.Length != ElementLength || pairChecks.Count > byte.MaxValue
            || pairChecks.Any(check => check.Length != ElementLength))
        {
            return false;
        }

        share = new MaskedShare(allTrue.ToArray(), anyFalse.ToArray(), pairChecks.Select(check => check.ToArray()).ToArray());
        return true;
    }
}
