using System.Numerics;
using System.Security.Cryptography;
using FedExchange.Federation.Tests.TestBed;
using FedExchange.Protocols.Facts;

namespace FedExchange.Federation.Tests.Verification;

/// <summary>
/// A malicious requester wants one department's bit about a target. It shows the target to that department only, and to the others
/// people of whom it knows that everything holds. Were the shares of zero not bound to what each was shown, the sum would be the bit.
/// </summary>
public sealed class MixedViewsTests
{
    private const int Trials = 60;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Showing_one_provider_another_subject_yields_noise_whatever_its_bit_is(bool bit)
    {
        var target = TestSubject.Number(0);
        var accomplice = TestSubject.Number(1);
        await using var federation = await TestFederation.StartAsync(3, built =>
        {
            foreach (var provider in built.Providers)
            {
                provider.Register.Add(target, bit).Add(accomplice, true);
            }
        });
        var raw = new RawRequester(federation);

        var sums = await Task.WhenAll(Enumerable.Range(0, Trials).Select(_ => Task.Run(async () =>
        {
            var id = RandomNumberGenerator.GetBytes(32);
            var shares = new Dictionary<string, MaskedShare>
            {
                ["p1"] = await raw.ShareAsync("p1", raw.Propose(target, requestId: id)),
                ["p2"] = await raw.ShareAsync("p2", raw.Propose(accomplice, requestId: id)),
                ["p3"] = await raw.ShareAsync("p3", raw.Propose(accomplice, requestId: id)),
            };
            Assert.Throws<ViewsDifferException>(() => MaskedConjunction.Combine(federation.Definition.Providers, shares));
            return (AllTrue: RawRequester.Sum(shares.Values, s => s.AllTrue), AnyFalse: RawRequester.Sum(shares.Values, s => s.AnyFalse));
        })));

        Assert.All(sums, sum => Assert.NotEqual(new byte[16], sum.AllTrue));
        Assert.All(sums, sum => Assert.NotEqual(new byte[16], sum.AnyFalse));
        Assert.Equal(Trials, sums.Select(sum => Convert.ToHexString(sum.AllTrue)).Distinct().Count());
        AssertLooksUniform(sums.Select(sum => sum.AllTrue));
        AssertLooksUniform(sums.Select(sum => sum.AnyFalse));
    }

    [Fact]
    public async Task The_same_shares_combine_when_everybody_is_shown_the_same()
    {
        var subject = TestSubject.Number(0);
        await using var federation = await TestFederation.StartAsync(3, built => built.Providers.ToList().ForEach(p => p.Register.Add(subject, true)));
        var raw = new RawRequester(federation);
        var proposal = raw.Propose(subject);

        var shares = new Dictionary<string, MaskedShare>();
        foreach (var provider in federation.Definition.Providers)
        {
            shares[provider] = await raw.ShareAsync(provider, proposal);
        }

        Assert.True(MaskedConjunction.Combine(federation.Definition.Providers, shares).AllTrue);
        Assert.Equal(new byte[16], RawRequester.Sum(shares.Values, s => s.AllTrue));
    }

    [Theory]
    [InlineData("consent")]
    [InlineData("purpose")]
    [InlineData("name")]
    public async Task Showing_one_provider_another_consent_or_name_does_not_combine_either(string what)
    {
        var subject = TestSubject.Number(0);
        await using var federation = await TestFederation.StartAsync(2, built => built.Providers.ToList().ForEach(p => p.Register.Add(subject, true)));
        var raw = new RawRequester(federation);
        var one = raw.Propose(subject);
        var other = one.Clone();
        switch (what)
        {
            case "consent":
                other.Consent = federation.Consent(subject);
                break;
            case "name":
                other.Subject.Name = "";
                break;
            default:
                other.Purpose = "something.else";
                Assert.Equal("PURPOSE_NOT_ALLOWED", (await raw.RefusalAsync("p2", other)).Reason);
                return;
        }

        var shares = new Dictionary<string, MaskedShare> { ["p1"] = await raw.ShareAsync("p1", one), ["p2"] = await raw.ShareAsync("p2", other) };
        Assert.Throws<ViewsDifferException>(() => MaskedConjunction.Combine(federation.Definition.Providers, shares));
    }

    [Fact]
    public async Task Leaving_a_provider_out_of_the_list_is_refused()
    {
        var subject = TestSubject.Number(0);
        await using var federation = await TestFederation.StartAsync(3, built => built.Providers.ToList().ForEach(p => p.Register.Add(subject, true)));
        var raw = new RawRequester(federation);
        var proposal = raw.Propose(subject);
        proposal.Providers.Remove("p3");

        Assert.Equal("MALFORMED_PROPOSAL", (await raw.RefusalAsync("p1", proposal)).Reason);
        Assert.Equal(1, TestFederation.Entries(federation.Nodes["p1"], "turned-down"));
    }

    [Fact]
    public async Task Asking_one_provider_twice_under_one_id_gives_the_same_share_also_at_the_same_time_and_after_a_restart()
    {
        var subject = TestSubject.Number(0);
        await using var federation = await TestFederation.StartAsync(2, built => built.Providers.ToList().ForEach(p => p.Register.Add(subject, false)));
        var raw = new RawRequester(federation);
        var proposal = raw.Propose(subject);

        var shares = (await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => raw.ShareAsync("p1", proposal))))).ToList();
        await federation.Nodes["p1"].RestartAsync();
        shares.Add(await raw.ShareAsync("p1", proposal));

        Assert.Single(shares.Select(share => Convert.ToHexString(share.Encode())).Distinct());
        Assert.Equal(1, TestFederation.Entries(federation.Nodes["p1"], "released"));
        Assert.Equal(1, TestFederation.Entries(federation.Nodes["p1"], "granted"));
    }

    /// <summary>The number of set bits among n fair ones lies within five standard deviations of n/2.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_provider_put_back_to_an_older_state_gives_the_same_share_again(bool bit)
    {
        var subject = TestSubject.Number(0);
        await using var federation = await TestFederation.StartAsync(2, built => built.Providers.ToList().ForEach(p => p.Register.Add(subject, bit)));
        var raw = new RawRequester(federation);
        var proposal = raw.Propose(subject);
        var first = await raw.ShareAsync("p1", proposal);

        // The node forgets that it has answered, as after a restore from a backup made before.
        var provider = federation.Providers.Single(p => p.Id == "p1");
        await provider.StopAsync();
        Directory.Delete(provider.Paths.Audit, recursive: true);
        File.Delete(provider.Paths.Ledger);
        await provider.StartAsync();
        var second = await raw.ShareAsync("p1", proposal);

        Assert.Equal(first.Encode(), second.Encode());
    }

    private static void AssertLooksUniform(IEnumerable<byte[]> sums)
    {
        var bytes = sums.SelectMany(sum => sum).ToArray();
        var set = bytes.Sum(b => BitOperations.PopCount(b));
        var n = bytes.Length * 8;
        Assert.InRange(set, n / 2.0 - 5 * Math.Sqrt(n) / 2, n / 2.0 + 5 * Math.Sqrt(n) / 2);
    }
}
