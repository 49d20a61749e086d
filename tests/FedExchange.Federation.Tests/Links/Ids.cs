using System.Globalization;

namespace FedExchange.Federation.Tests.Links;

/// <summary>Synthetic resident numbers with a right check digit.</summary>
internal static class Ids
{
    private static readonly int[] Weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

    public static string Resident(int number)
    {
        var body = string.Create(CultureInfo.InvariantCulture, $"11010519900101{number % 1000:D3}");
        var sum = body.Select((digit, i) => (digit - '0') * Weights[i]).Sum();
        return body + "10X98765432"[sum % 11];
    }
}
