using System.Diagnostics;

namespace FedExchange.Federation.Tests.Links;

/// <summary>Waits for a state that has no event of its own.</summary>
internal static class Eventually
{
    public static async Task BecomesTrueAsync(Func<bool> condition, string what, int seconds = 15)
    {
        var began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(seconds), $"After {seconds} s still not so: {what}");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}
