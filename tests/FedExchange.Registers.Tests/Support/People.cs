using System.Globalization;

namespace FedExchange.Registers.Tests.Support;

/// <summary>Made-up people with valid resident numbers.</summary>
public static class People
{
    public static string Id(int number, int year = 1980)
    {
        var first17 = string.Create(CultureInfo.InvariantCulture,
            $"{110101 + (number / 300_000)}{year}{1 + (number / 25_000 % 12):00}{1 + (number / 900 % 28):00}{1 + (number % 900):000}");
        return first17 + ResidentId.CheckCharacter(first17);
    }

    public static string Legacy(string canonical) => string.Concat(canonical.AsSpan(0, 6), canonical.AsSpan(8, 9));

    public static string FullWidth(string text) => string.Concat(text.Select(c => (char)(c + 0xFEE0)));
}
