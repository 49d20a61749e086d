using FedExchange.Crypto.Randomness;

namespace FedExchange.Crypto.Tests.Randomness;

public sealed class RandomSourceTests
{
    [Fact]
    public void Seeded_stream_is_aes_256_counter_mode_of_the_seed()
    {
        // AES-256 of the zero block under the zero key: NIST AESAVS, well known as the GCM hash key H of an all-zero key.
        var source = new SeededRandomSource(new byte[32]);
        var block = new byte[16];
        source.Fill(block);
        Assert.Equal("DC95C078A2408989AD48A21492842087", Convert.ToHexString(block));
        source.Fill(block);
        Assert.Equal("530F8AFBC74536B9A963B4F1C4CB738B", Convert.ToHexString(block));
    }

    [Fact]
    public void Seeded_stream_does_not_depend_on_how_it_is_cut()
    {
        var whole = new byte[10_000];
        new SeededRandomSource(7).Fill(whole);
        var pieces = new byte[10_000];
        var source = new SeededRandomSource(7);
        for (int offset = 0, length = 0; offset < pieces.Length; offset += length, length = (length * 3) + 1)
        {
            length = Math.Min(length, pieces.Length - offset);
            source.Fill(pieces.AsSpan(offset, length));
        }

        Assert.Equal(whole, pieces);
    }

    [Fact]
    public void Different_seeds_give_different_streams()
    {
        var a = new byte[32];
        var b = new byte[32];
        new SeededRandomSource(1).Fill(a);
        new SeededRandomSource(2).Fill(b);
        Assert.NotEqual(a, b);
    }

    [Fact]
    public void A_seed_of_another_length_is_refused() =>
        Assert.Throws<ArgumentException>(() => new SeededRandomSource(new byte[31]));

    [Fact]
    public void Integers_stay_in_range_and_are_even()
    {
        var source = new SeededRandomSource(3);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
        {
            counts[source.NextInt32(7)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 9_500, 10_500));
        Assert.Equal(0, source.NextInt64(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => source.NextInt32(0));
        for (var i = 0; i < 1000; i++)
        {
            Assert.InRange(source.NextInt64(long.MaxValue), 0, long.MaxValue - 1);
            Assert.InRange(source.NextDouble(), 0.0, 0.9999999999999999);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(128)]
    [InlineData(129)]
    [InlineData(5000)]
    public void System_source_fills_everything_and_never_repeats(int length)
    {
        var seen = new HashSet<string>();
        for (var i = 0; i < (length == 1 ? 1 : 500); i++)
        {
            var bytes = new byte[length];
            SystemRandomSource.Instance.Fill(bytes);
            Assert.True(seen.Add(Convert.ToHexString(bytes)));
        }
    }

    [Fact]
    public void System_source_gives_threads_different_bytes()
    {
        var results = new System.Collections.Concurrent.ConcurrentBag<string>();
        Parallel.For(0, 2000, _ =>
        {
            var bytes = new byte[16];
            SystemRandomSource.Instance.Fill(bytes);
            results.Add(Convert.ToHexString(bytes));
        });
        Assert.Equal(2000, results.Distinct().Count());
    }
}
