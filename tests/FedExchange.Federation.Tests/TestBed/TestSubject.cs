using System.Globalization;
using FedExchange.Registers;

namespace FedExchange.Federation.Tests.TestBed;

/// <summary>A made-up person.</summary>
/// <param name="Id">Canonical resident number.</param>
/// <param name="Name">Name.</param>
internal sealed record TestSubject(string Id, string Name)
{
    /// <summary>The n-th person, from 0 to 99,999; each has another number and name.</summary>
    public static TestSubject Number(int n)
    {
        var birth = new DateOnly(1960, 1, 1).AddDays(n % 9000);
        var first17 = string.Create(CultureInfo.InvariantCulture, $"990101{birth:yyyyMMdd}{n % 997:000}");
        return new TestSubject(first17 + ResidentId.CheckCharacter(first17), string.Create(CultureInfo.InvariantCulture, $"测试人{n:00000}"));
    }
}
