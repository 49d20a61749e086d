using FedExchange.Protocols.Aggregation;
using FedExchange.Protocols.SecretSharing;

namespace FedExchange.Protocols.Tests.Aggregation;

public sealed class MaskedSumTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(12)]
    public void The_total_is_the_plain_total_and_tells_who_is_missing(int n)
    {
        PairKeys keys = new(n, (ulong)n);
        byte[] binding = Binding(1);

        // Powers of two: the total says which one was lost or counted twice.
        ulong[] masked = [.. keys.Parties.Select((party, i) => MaskedSum.Mask(1UL << i, party, keys.Parties, keys.Of(party), binding))];
        Assert.Equal((1UL << n) - 1, MaskedSum.Combine(masked));
        if (n > 1)
        {
            Assert.NotEqual((1UL << n) - 2, MaskedSum.Combine(masked.Skip(1)));
            Assert.DoesNotContain(masked, value => value < 1 << 16);
        }
    }

    [Fact]
    public void Another_plan_masks_differently_and_mixed_plans_do_not_cancel()
    {
        PairKeys keys = new(3, 3);
        ulong first = MaskedSum.Mask(5, keys.Parties[0], keys.Parties, keys.Of(keys.Parties[0]), Binding(1));
        ulong second = MaskedSum.Mask(5, keys.Parties[0], keys.Parties, keys.Of(keys.Parties[0]), Binding(2));
        Assert.NotEqual(first, second);
        ulong mixed = MaskedSum.Combine(keys.Parties.Select((party, i) =>
            MaskedSum.Mask(5, party, keys.Parties, keys.Of(party), Binding((byte)(i == 0 ? 1 : 2)))));
        Assert.NotEqual(15UL, mixed);
    }

    [Fact]
    public void Check_values_agree_unless_a_pair_used_another_key_or_binding()
    {
        PairKeys keys = new(4, 5);
        PairKeys others = new(4, 6);
        var checks = keys.Parties.ToDictionary(party => party, party => MaskedSum.PairChecks(party, keys.Parties, keys.Of(party), Binding(1)));
        Assert.Null(MaskedSum.FindMismatch(keys.Parties, checks));

        string late = keys.Parties[2];
        Dictionary<string, PairKey> renewed = new(keys.Of(late)) { [keys.Parties[3]] = others.Of(late)[keys.Parties[3]] };
        checks[late] = MaskedSum.PairChecks(late, keys.Parties, renewed, Binding(1));
        Assert.Equal((late, keys.Parties[3]), MaskedSum.FindMismatch(keys.Parties, checks));

        checks[late] = MaskedSum.PairChecks(late, keys.Parties, keys.Of(late), Binding(2));
        Assert.Equal((keys.Parties[0], late), MaskedSum.FindMismatch(keys.Parties, checks));
        checks[late] = [];
        Assert.Throws<ArgumentException>(() => MaskedSum.FindMismatch(keys.Parties, checks));
    }

    [Fact]
    public void Wrong_calls_are_refused()
    {
        PairKeys keys = new(2, 4);
        IReadOnlyDictionary<string, PairKey> mine = keys.Of(keys.Parties[0]);
        Assert.Throws<ArgumentException>(() => MaskedSum.Mask(1, "stranger", keys.Parties, mine, Binding(1)));
        Assert.Throws<ArgumentException>(() => MaskedSum.Mask(1, keys.Parties[0], keys.Parties, mine, new byte[31]));
        Assert.Throws<ArgumentException>(() => MaskedSum.Mask(1, keys.Parties[0], [.. keys.Parties, "zz"], mine, Binding(1)));
    }

    private static byte[] Binding(byte number) => [number, .. new byte[31]];
}
