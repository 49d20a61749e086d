using System.Runtime.Intrinsics;

namespace FedExchange.Registers;

/// <summary>
/// How often each digit stands in a number. An edit changes the counts by two at most, so most pairs of numbers are told
/// apart in a few instructions, before any distance is computed.
/// </summary>
internal static class CharacterCounts
{
    private const int OtherCharacters = 11;

    public static Vector128<byte> Of(ReadOnlySpan<char> text)
    {
        Span<byte> counts = stackalloc byte[Vector128<byte>.Count];
        counts.Clear();
        foreach (var c in text[..Math.Min(text.Length, 100)])
            counts[char.IsAsciiDigit(c) ? c - '0' : c == 'X' ? 10 : OtherCharacters]++;
        return Vector128.Create<byte>(counts);
    }

    /// <summary>False when more than <paramref name="edits"/> edits lie between the texts; true says nothing.</summary>
    public static bool MayBeWithin(Vector128<byte> left, Vector128<byte> right, int edits) =>
        Vector128.Sum(Vector128.Max(left, right) - Vector128.Min(left, right)) <= 2 * edits;
}
