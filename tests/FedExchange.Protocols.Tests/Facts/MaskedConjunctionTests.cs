using CsCheck;
using FedExchange.Crypto.Randomness;
using FedExchange.Protocols.Facts;
using FedExchange.Protocols.SecretSharing;

namespace FedExchange.Protocols.Tests.Facts;

public sealed class MaskedConjunctionTests
{
    private static readonly byte[] Definition = [.. Enumerable.Repeat((byte)0xd1, 32)];
    private static readonly byte[] Consent = [.. Enumerable.Repeat((byte)0xc0, 32)];

    [Fact]
    public void The_sums_tell_all_true_and_any_false_for_every_combination_of_up_to_four_parties()
    {
        for (int n = 1; n <= 4; n++)
        {
            PairKeys keys = new(n, (ulong)n);
            for (int code = 0; code < Math.Pow(3, n); code++)
            {
                int[] inputs = Digits(code, n);
                ConjunctionSums sums = Run(keys, inputs, Binding(keys, (byte)code), (ulong)code);
                Assert.Equal(inputs.All(input => input == 1), sums.AllTrue);
                Assert.Equal(inputs.Any(input => input == 2), sums.AnyFalse);
            }
        }
    }

    [Fact]
    public void Any_number_of_parties_gets_the_plain_conjunction() =>
        Gen.Select(Gen.Int[1, 9].SelectMany(n => Gen.Int[0, 2].Array[n]), Gen.ULong).Sample((inputs, seed) =>
        {
            PairKeys keys = new(inputs.Length, seed);
            ConjunctionSums sums = Run(keys, inputs, Binding(keys, 1), seed + 1);
            return sums.AllTrue == inputs.All(i => i == 1) && sums.AnyFalse == inputs.Any(i => i == 2);
        }, iter: 300);

    [Fact]
    public void A_share_has_the_same_length_whatever_the_input()
    {
        PairKeys keys = new(4, 7);
        byte[] binding = Binding(keys, 1);
        int[] lengths = [.. Enumerable.Range(0, 3).Select(input => Share(keys, keys.Parties[0], input, binding, 1).Encode().Length)];
        Assert.Equal([82, 82, 82], lengths);
    }

    [Fact]
    public void All_shares_but_one_look_the_same_whatever_the_inputs_are()
    {
        // Any three of four parties' shares: over many requests every byte position takes high entropy for every input,
        // and no 8-byte piece ever repeats.
        PairKeys keys = new(4, 11);
        foreach (int input in new[] { 0, 1, 2 })
        {
            HashSet<ulong> pieces = [];
            int expected = 0;
            for (int request = 0; request < 2000; request++)
            {
                byte[] binding = Binding(keys, (byte)request, (byte)(request >> 8));
                MaskedShare share = Share(keys, keys.Parties[1], input, binding, (ulong)request);
                foreach (ReadOnlyMemory<byte> sum in new[] { share.AllTrue, share.AnyFalse })
                {
                    pieces.Add(BitConverter.ToUInt64(sum.Span));
                    pieces.Add(BitConverter.ToUInt64(sum.Span[8..]));
                    expected += 2;
                }
            }

            Assert.Equal(expected, pieces.Count);
        }
    }

    [Fact]
    public void A_requester_who_shows_another_subject_to_one_provider_gets_noise()
    {
        // The attack: all inputs but one are known to be true (a planted subject), so that the sum would single out one answer.
        PairKeys keys = new(4, 5);
        int zeroSums = 0;
        HashSet<string> sums = [];
        for (int trial = 0; trial < 500; trial++)
        {
            byte[] honest = MaskedConjunction.Binding(Id(trial), Definition, "one-stop", "p", "11010519491231002X", "", Consent, keys.Parties);
            byte[] planted = MaskedConjunction.Binding(Id(trial), Definition, "one-stop", "p", "440524188001010014", "", Consent, keys.Parties);
            byte[] allTrue = new byte[16];
            for (int i = 0; i < 4; i++)
            {
                MaskedShare share = Share(keys, keys.Parties[i], 1, i == 2 ? planted : honest, (ulong)(trial * 4 + i));
                for (int b = 0; b < 16; b++)
                {
                    allTrue[b] ^= share.AllTrue.Span[b];
                }
            }

            zeroSums += allTrue.All(b => b == 0) ? 1 : 0;
            sums.Add(Convert.ToHexString(allTrue));
        }

        Assert.Equal(0, zeroSums);
        Assert.Equal(500, sums.Count);
    }

    [Theory]
    [InlineData("request")]
    [InlineData("definition")]
    [InlineData("requester")]
    [InlineData("purpose")]
    [InlineData("subject")]
    [InlineData("name")]
    [InlineData("consent")]
    public void The_honest_requester_is_told_that_views_differ_never_a_wrong_answer(string field)
    {
        PairKeys keys = new(3, 9);
        byte[] one = MaskedConjunction.Binding(Id(1), Definition, "one-stop", "p", "s", "n", Consent, keys.Parties);
        byte[] other = MaskedConjunction.Binding(
            Id(field == "request" ? 2 : 1),
            field == "definition" ? Consent : Definition,
            field == "requester" ? "two-stop" : "one-stop",
            field == "purpose" ? "q" : "p",
            field == "subject" ? "t" : "s",
            field == "name" ? "m" : "n",
            field == "consent" ? Definition : Consent,
            keys.Parties);
        Dictionary<string, MaskedShare> shares = new()
        {
            [keys.Parties[0]] = Share(keys, keys.Parties[0], 1, one, 1),
            [keys.Parties[1]] = Share(keys, keys.Parties[1], 1, other, 2),
            [keys.Parties[2]] = Share(keys, keys.Parties[2], 1, one, 3),
        };

        ViewsDifferException error = Assert.Throws<ViewsDifferException>(() => MaskedConjunction.Combine(keys.Parties, shares));
        Assert.Contains(keys.Parties[1], new[] { error.First, error.Second });
    }

    [Fact]
    public void Another_set_of_providers_is_another_binding()
    {
        byte[] three = MaskedConjunction.Binding(Id(1), Definition, "r", "p", "s", "", Consent, ["a", "b", "c"]);
        byte[] two = MaskedConjunction.Binding(Id(1), Definition, "r", "p", "s", "", Consent, ["a", "b"]);
        byte[] joined = MaskedConjunction.Binding(Id(1), Definition, "r", "p", "s", "", Consent, ["a", "bc"]);
        Assert.NotEqual(three, two);
        Assert.NotEqual(two, joined);
    }

    [Fact]
    public void A_stale_pair_key_is_noticed()
    {
        PairKeys keys = new(3, 13);
        byte[] binding = Binding(keys, 1);
        byte[] half = new byte[32];
        keys.Replace(keys.Parties[0], keys.Parties[2], PairKey.Derive(new byte[16], keys.Parties[0], half, keys.Parties[2], half));
        ViewsDifferException error = Assert.Throws<ViewsDifferException>(() => Run(keys, [1, 1, 1], binding, 1));
        Assert.Equal((keys.Parties[0], keys.Parties[2]), (error.First, error.Second));
    }

    [Fact]
    public void Fresh_masks_make_two_answers_to_one_binding_differ()
    {
        PairKeys keys = new(2, 17);
        byte[] binding = Binding(keys, 1);
        Assert.NotEqual(
            Share(keys, keys.Parties[0], 2, binding, 1).AllTrue.ToArray(),
            Share(keys, keys.Parties[0], 2, binding, 2).AllTrue.ToArray());
    }

    [Fact]
    public void Wrong_calls_are_refused()
    {
        PairKeys keys = new(3, 19);
        byte[] binding = Binding(keys, 1);
        SeededRandomSource random = new(1);
        string self = keys.Parties[0];
        Assert.Throws<ArgumentException>(() => MaskedConjunction.Contribute(true, true, self, keys.Parties, keys.Of(self), binding, random));
        Assert.Throws<ArgumentException>(() => MaskedConjunction.Contribute(true, false, "stranger", keys.Parties, keys.Of(self), binding, random));
        Assert.Throws<ArgumentException>(() => MaskedConjunction.Contribute(true, false, self, keys.Parties, keys.Of(self), binding.AsSpan(1), random));
        Assert.Throws<ArgumentException>(() => MaskedConjunction.Contribute(true, false, self, [.. keys.Parties.Reverse()], keys.Of(self), binding, random));
        Assert.Throws<ArgumentException>(() => MaskedConjunction.Contribute(true, false, self, [.. keys.Parties, "zz"], keys.Of(self), binding, random));
        Assert.Throws<ArgumentException>(() => MaskedConjunction.Contribute(true, false, self, [], keys.Of(self), binding, random));
        Assert.Throws<ArgumentException>(() => MaskedConjunction.Combine(keys.Parties, new Dictionary<string, MaskedShare>()));
    }

    [Fact]
    public void The_share_decoder_survives_anything()
    {
        PairKeys keys = new(4, 23);
        byte[] good = Share(keys, keys.Parties[0], 1, Binding(keys, 1), 1).Encode();
        Assert.True(MaskedShare.TryDecode(good, out MaskedShare? again));
        Assert.Equal(good, again.Encode());
        Gen.Byte.Array[0, 200].Sample(bytes =>
        {
            bool decoded = MaskedShare.TryDecode(bytes, out MaskedShare? share);
            return !decoded || share!.Encode().AsSpan().SequenceEqual(bytes);
        });
        for (int cut = 0; cut < good.Length; cut++)
        {
            Assert.False(MaskedShare.TryDecode(good.AsSpan(0, cut), out _));
        }

        Assert.False(MaskedShare.TryCreate(new byte[15], new byte[16], [], out _));
        Assert.False(MaskedShare.TryCreate(new byte[16], new byte[16], [new byte[17]], out _));
    }

    private static int[] Digits(int code, int n) => [.. Enumerable.Range(0, n).Select(i => code / (int)Math.Pow(3, i) % 3)];

    private static byte[] Id(int number)
    {
        byte[] id = new byte[32];
        BitConverter.TryWriteBytes(id, number);
        return id;
    }

    private static byte[] Binding(PairKeys keys, params byte[] id)
    {
        byte[] requestId = new byte[32];
        id.CopyTo(requestId, 0);
        return MaskedConjunction.Binding(requestId, Definition, "one-stop", "housing", "11010519491231002X", "", Consent, keys.Parties);
    }

    /// <summary>Input 0: undetermined, 1: holds, 2: fails.</summary>
    private static MaskedShare Share(PairKeys keys, string party, int input, byte[] binding, ulong seed) =>
        MaskedConjunction.Contribute(input == 1, input == 2, party, keys.Parties, keys.Of(party), binding, new SeededRandomSource(seed));

    private static ConjunctionSums Run(PairKeys keys, int[] inputs, byte[] binding, ulong seed) =>
        MaskedConjunction.Combine(keys.Parties, keys.Parties.Select((party, i) => (party, share: Share(keys, party, inputs[i], binding, seed * 31 + (ulong)i)))
            .ToDictionary(p => p.party, p => p.share));
}
