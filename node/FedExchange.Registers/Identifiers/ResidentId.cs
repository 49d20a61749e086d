using System.Globalization;

namespace FedExchange.Registers;

/// <summary>
/// Resident identity numbers (<c>cn.rid</c>) after GB 11643-1999: six digits of area, eight of birth date, three of
/// sequence, and a check character after ISO 7064 MOD 11-2. The old form has 15 digits: a two-digit year of the 20th
/// century and no check character.
/// </summary>
public static class ResidentId
{
    /// <summary>Length of the canonical form.</summary>
    public const int Length = 18;

    private const int LegacyLength = 15;
    private const int MaxTextLength = 64;
    private const string CheckCharacters = "10X98765432";

    /// <summary>Old numbers with these sequences belong to people born in the 19th century; their year cannot be told.</summary>
    private const int FirstCentenarianSequence = 996;

    private static ReadOnlySpan<byte> Weights => [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

    /// <summary>
    /// Brings a number into the canonical form: 18 ASCII characters, upper-case <c>X</c>. Accepts full-width digits,
    /// white space and hyphens anywhere, a lower-case <c>x</c>, and the 15-digit form.
    /// </summary>
    /// <param name="text">What the register or the applicant wrote.</param>
    /// <param name="canonical">The canonical form; empty when the result is false.</param>
    /// <returns>False when the text is no number that the standard allows: wrong length, characters, birth date or check character.</returns>
    public static bool TryCanonicalise(string? text, out string canonical)
    {
        canonical = "";
        if (text is null)
            return false;
        Span<char> id = stackalloc char[Length];
        var length = Clean(text, id);
        if (length == LegacyLength)
            length = ExpandLegacy(id);
        if (length != Length || !HasDigits(id[..17]) || !HasBirthDate(id) || id[17] != CheckCharacter(id[..17]))
            return false;
        canonical = text.Length == Length && text.AsSpan().SequenceEqual(id) ? text : new string(id);
        return true;
    }

    /// <summary>True when the text is already a canonical and valid number.</summary>
    public static bool IsCanonical(string? text) =>
        TryCanonicalise(text, out var canonical) && string.Equals(canonical, text, StringComparison.Ordinal);

    /// <summary>The check character that belongs to the first 17 digits.</summary>
    /// <exception cref="ArgumentException">Not 17 ASCII digits.</exception>
    public static char CheckCharacter(ReadOnlySpan<char> first17)
    {
        if (first17.Length != Length - 1 || !HasDigits(first17))
            throw new ArgumentException("The check character is made from 17 digits.", nameof(first17));
        var sum = 0;
        for (var index = 0; index < first17.Length; index++)
            sum += (first17[index] - '0') * Weights[index];
        return CheckCharacters[sum % 11];
    }

    /// <summary>
    /// The spellings under which registers keep a person: the canonical one, lower-case <c>x</c>, and the 15-digit form
    /// for people born from 1900 to 1999.
    /// </summary>
    /// <param name="canonical">A canonical number.</param>
    /// <returns>One to three spellings, the canonical one first.</returns>
    public static IReadOnlyList<string> Spellings(string canonical)
    {
        if (!IsCanonical(canonical))
            throw new ArgumentException("Spellings are made from a canonical resident number.", nameof(canonical));
        var spellings = new List<string>(3) { canonical };
        if (canonical[17] == 'X')
            spellings.Add(canonical[..17] + 'x');
        var sequence = int.Parse(canonical.AsSpan(14, 3), CultureInfo.InvariantCulture);
        if (canonical.AsSpan(6, 2).SequenceEqual("19") && sequence < FirstCentenarianSequence)
            spellings.Add(string.Concat(canonical.AsSpan(0, 6), canonical.AsSpan(8, 9)));
        return spellings;
    }

    /// <summary>Copies the characters that count; returns their number, or -1 when there are too many or foreign ones.</summary>
    private static int Clean(string text, Span<char> id)
    {
        if (text.Length > MaxTextLength)
            return -1;
        var length = 0;
        foreach (var raw in text)
        {
            var c = raw is >= '\uFF01' and <= '\uFF5E' ? (char)(raw - 0xFEE0) : raw;
            if (char.IsWhiteSpace(c) || c is '-' or '\u200B' or '\uFEFF' || char.GetUnicodeCategory(c) == UnicodeCategory.DashPunctuation)
                continue;
            if (c == 'x')
                c = 'X';
            if (length == id.Length || !(char.IsAsciiDigit(c) || c == 'X'))
                return -1;
            id[length++] = c;
        }

        return length;
    }

    private static int ExpandLegacy(Span<char> id)
    {
        var legacy = id[..LegacyLength];
        if (!HasDigits(legacy) || int.Parse(legacy[12..], CultureInfo.InvariantCulture) >= FirstCentenarianSequence)
            return -1;
        legacy[6..].CopyTo(id[8..]);
        id[6] = '1';
        id[7] = '9';
        id[17] = CheckCharacter(id[..17]);
        return Length;
    }

    private static bool HasDigits(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    private static bool HasBirthDate(ReadOnlySpan<char> id)
    {
        var year = Number(id[6..10]);
        var month = Number(id[10..12]);
        var day = Number(id[12..14]);
        return year is >= 1800 and <= 2199 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
    }

    private static int Number(ReadOnlySpan<char> digits)
    {
        var number = 0;
        foreach (var digit in digits)
            number = (number * 10) + (digit - '0');
        return number;
    }
}
