using System.Globalization;
using FedExchange.Crypto.Randomness;

namespace FedExchange.Cli.Population;

/// <summary>
/// Resident identifiers (GB 11643) under area codes that no county has, so that no synthetic person can be a real one, and the ways in which they get
/// misspelled.
/// </summary>
internal static class SyntheticIds
{
    private static readonly int[] Weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

    /// <summary>Area codes of the sample: 99 is no province.</summary>
    private static readonly string[] Areas = [.. Enumerable.Range(1, 24).Select(number => $"9901{number:00}")];

    /// <summary>A fresh identifier with the given birthday. Serial numbers from 996 on mean another century in the 15-digit form and are not given out.</summary>
    public static string Create(DateOnly birth, SeededRandomSource random) =>
        WithCheckDigit(string.Create(CultureInfo.InvariantCulture, $"{Areas[random.NextInt32(Areas.Length)]}{birth:yyyyMMdd}{1 + random.NextInt32(995):000}"));

    /// <summary>The neighbour of an identifier: same area and birthday, next serial number.</summary>
    public static string Neighbour(string id)
    {
        var serial = int.Parse(id.AsSpan(14, 3), CultureInfo.InvariantCulture);
        var last = serial % 10 >= 5 ? serial - 1 : serial + 1;
        return WithCheckDigit(string.Create(CultureInfo.InvariantCulture, $"{id.AsSpan(0, 14)}{last:000}"));
    }

    /// <summary>Appends the ISO 7064 MOD 11-2 check character to 17 digits.</summary>
    public static string WithCheckDigit(string seventeen)
    {
        var sum = 0;
        for (var index = 0; index < 17; index++)
        {
            sum += (seventeen[index] - '0') * Weights[index];
        }

        return seventeen + "10X98765432"[sum % 11];
    }

    /// <summary>The same identifier as somebody might write it; still canonicalises to the same person.</summary>
    public static string Spell(string id, DirtRates dirt, SeededRandomSource random)
    {
        var roll = random.NextDouble();
        if (roll < dirt.FifteenDigits)
        {
            return id.AsSpan(6, 2).SequenceEqual("19") ? string.Concat(id.AsSpan(0, 6), id.AsSpan(8, 9)) : id;
        }

        roll -= dirt.FifteenDigits;
        if (roll < dirt.FullWidth)
        {
            return string.Create(18, id, static (span, source) =>
            {
                for (var index = 0; index < span.Length; index++)
                {
                    span[index] = (char)(source[index] + 0xFEE0);
                }
            });
        }

        roll -= dirt.FullWidth;
        if (roll < dirt.Spaces)
        {
            return $"{id.AsSpan(0, 6)} {id.AsSpan(6, 8)} {id.AsSpan(14)}";
        }

        return id[17] == 'X' && random.NextDouble() < dirt.LowerX ? string.Concat(id.AsSpan(0, 17), "x") : id;
    }

    /// <summary>A typing mistake: one digit changed or two neighbours swapped. The check character always betrays it.</summary>
    public static string Mistype(string id, SeededRandomSource random)
    {
        var digits = id.ToCharArray();
        var place = random.NextInt32(16);
        if (random.NextInt32(3) == 0 && digits[place] != digits[place + 1])
        {
            (digits[place], digits[place + 1]) = (digits[place + 1], digits[place]);
        }
        else
        {
            digits[place] = (char)('0' + ((digits[place] - '0' + 1 + random.NextInt32(9)) % 10));
        }

        return new string(digits);
    }
}
