using System.Security.Cryptography;
using FedExchange.Crypto.PublicKey;
using FedExchange.Federation.Tests.TestBed;
using FedExchange.Node.Participations;
using FedExchange.Node.Peers;

namespace FedExchange.Federation.Tests.Verification;

/// <summary>Agreeing on pair keys with every message lost once, after restarts, after a lost or an older database.</summary>
public sealed class PairKeyTests
{
    private static readonly TestSubject Subject = TestSubject.Number(0);

    [Theory]
    [InlineData("p1", "p2", true)]
    [InlineData("p1", "p2", false)]
    [InlineData("p2", "p1", true)]
    [InlineData("p2", "p1", false)]
    public async Task A_message_lost_on_either_way_costs_a_repetition_whichever_side_begins(string begins, string other, bool there)
    {
        await using var federation = await StartAsync();
        await LoseDatabaseAsync(federation.Nodes["p1"]);
        await LoseDatabaseAsync(federation.Nodes["p2"]);
        for (var lost = 1; lost <= 2; lost++)
        {
            // Every other message is lost, so that each step of the agreement is lost once and repeated once.
            var n = 0;
            federation.Wiretap.There = frame => there && Interlocked.Increment(ref n) % 2 == 1 ? null : frame;
            federation.Wiretap.Back = (_, _, response) => !there && Interlocked.Increment(ref n) % 2 == 1 ? null : response;
            await federation.Nodes[begins].PairKeys.EnsureAsync([other], CancellationToken.None);
            federation.Time.Advance(TimeSpan.FromSeconds(3));
            await federation.Nodes[begins].Agreement.CheckAsync(other, CancellationToken.None);
        }

        AssertSameKey(federation);
    }

    [Fact]
    public async Task When_both_ends_begin_at_once_they_end_with_one_key()
    {
        await using var federation = await StartAsync();
        for (var round = 0; round < 5; round++)
        {
            await LoseDatabaseAsync(federation.Nodes["p1"]);
            await LoseDatabaseAsync(federation.Nodes["p2"]);
            await Task.WhenAll(
                Task.Run(() => federation.Nodes["p1"].PairKeys.EnsureAsync(["p2"], TestContext.Current.CancellationToken), TestContext.Current.CancellationToken),
                Task.Run(() => federation.Nodes["p2"].PairKeys.EnsureAsync(["p1"], TestContext.Current.CancellationToken), TestContext.Current.CancellationToken));
            AssertSameKey(federation);
        }
    }

    [Fact]
    public async Task Keys_survive_a_restart_without_a_word_to_anybody()
    {
        await using var federation = await StartAsync();
        await federation.Nodes["p1"].RestartAsync();
        await federation.Nodes["p2"].RestartAsync();
        AssertSameKey(federation);
        Assert.Empty(federation.Wiretap.All);
    }

    [Theory]
    [InlineData("p1")]
    [InlineData("p2")]
    public async Task A_provider_that_lost_its_database_agrees_anew_when_it_is_asked(string loser)
    {
        await using var federation = await StartAsync();
        await LoseDatabaseAsync(federation.Nodes[loser]);
        Assert.IsType<VerificationOutcome.Answered>(await federation.AskAsync(Subject, federation.Consent(Subject, uses: 2)));
        AssertSameKey(federation);
    }

    [Theory]
    [InlineData("p1", "p2")]
    [InlineData("p2", "p1")]
    public async Task A_provider_with_an_older_database_is_brought_up_to_date_and_the_answer_is_right(string older, string newer)
    {
        await using var federation = await StartAsync();
        // An old copy of one database comes back after both had agreed on a new key.
        await federation.Nodes[older].StopAsync();
        var copy = await File.ReadAllBytesAsync(federation.Nodes[older].Paths.Database, TestContext.Current.CancellationToken);
        await federation.Nodes[older].StartAsync();
        await LoseDatabaseAsync(federation.Nodes[newer]);
        await federation.Nodes[newer].PairKeys.EnsureAsync([older], CancellationToken.None);
        AssertSameKey(federation);
        await federation.Nodes[older].StopAsync();
        await File.WriteAllBytesAsync(federation.Nodes[older].Paths.Database, copy, TestContext.Current.CancellationToken);
        await federation.Nodes[older].StartAsync();
        federation.Time.Advance(TimeSpan.FromSeconds(3));
        Assert.True(federation.Nodes["p1"].PairKeys.TryGet("p2", out var one) && federation.Nodes["p2"].PairKeys.TryGet("p1", out var two) && !one.Id.SequenceEqual(two.Id));

        Assert.IsType<VerificationOutcome.Answered>(await federation.AskAsync(Subject, federation.Consent(Subject, uses: 2)));
        AssertSameKey(federation);
    }

    [Fact]
    public async Task When_the_other_provider_is_away_the_refusal_is_retryable_and_no_consent_is_used()
    {
        await using var federation = await StartAsync();
        await LoseDatabaseAsync(federation.Nodes["p1"]);
        await federation.Nodes["p2"].StopAsync();
        var raw = new RawRequester(federation);
        var refused = await raw.RefusalAsync("p1", raw.Propose(Subject));
        Assert.Equal((VerificationReasons.PairKeyMissing, true), (refused.Reason, refused.Retryable));
        Assert.Equal(0, TestFederation.Entries(federation.Nodes["p1"], "granted"));
        await federation.Nodes["p2"].StartAsync();
    }

    [Fact]
    public async Task The_keeper_agrees_in_the_background_and_goes_on_trying_while_the_other_is_away()
    {
        await using var federation = await StartAsync();
        var node = federation.Nodes["p1"];
        await LoseDatabaseAsync(node);
        await federation.Nodes["p2"].StopAsync();
        using var keeper = new PairKeyKeeper(node.PairKeys, node.Agreement, node.Demand, node.Directories, federation.Time);
        await keeper.StartAsync(TestContext.Current.CancellationToken);
        Assert.Equal((0, 1), keeper.Count);

        await federation.Nodes["p2"].StartAsync();
        while (keeper.Count.Have == 0)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            federation.Time.Advance(TimeSpan.FromMilliseconds(100));
            await Task.Yield();
        }

        await keeper.StopAsync(TestContext.Current.CancellationToken);
        AssertSameKey(federation);
    }

    [Fact]
    public async Task A_check_about_a_node_that_shares_no_definition_is_refused()
    {
        await using var federation = await StartAsync();
        var body = Google.Protobuf.MessageExtensions.ToByteArray(new Wire.Session.V1.PairKeyCheck { Peer = "issuer" });
        Assert.IsType<PeerReply.Refused>(await federation.Asker.Exchange.AskAsync("p1", Wire.Session.V1.PeerMessageKind.PairKeyCheck, body, CancellationToken.None));
    }

    [Fact]
    public async Task The_larger_id_may_not_offer()
    {
        await using var federation = await StartAsync();
        var offer = new Wire.Session.V1.PairKeyOffer { KeyId = Google.Protobuf.ByteString.CopyFrom(new byte[16]), Half = Google.Protobuf.ByteString.CopyFrom(new byte[32]) };
        var refused = Assert.IsType<PeerReply.Refused>(await federation.Nodes["p2"].Exchange.AskAsync(
            "p1", Wire.Session.V1.PeerMessageKind.PairKeyOffer, Google.Protobuf.MessageExtensions.ToByteArray(offer), CancellationToken.None));
        Assert.Equal(PairKeyOfferProtocol.Malformed, refused.Reason);
        AssertSameKey(federation);
    }

    [Fact]
    public async Task Stored_keys_open_with_the_nodes_own_seal_key_only()
    {
        await using var federation = await StartAsync();
        var node = federation.Nodes["p1"];
        await node.StopAsync();
        using var foreign = SealKey.Create(node.Random);
        using (var store = PairKeyStore.Open(node.Paths.Database, foreign, node.Random))
        {
            Assert.ThrowsAny<CryptographicException>(() => store.ReadAll());
        }

        await node.StartAsync();
        AssertSameKey(federation);
    }

    private static void AssertSameKey(TestFederation federation)
    {
        Assert.True(federation.Nodes["p1"].PairKeys.TryGet("p2", out var one));
        Assert.True(federation.Nodes["p2"].PairKeys.TryGet("p1", out var two));
        Assert.Equal(one.ExportForSealedStore(), two.ExportForSealedStore());
    }

    private static async Task LoseDatabaseAsync(TestNode node)
    {
        await node.StopAsync();
        foreach (var file in Directory.GetFiles(node.Paths.Root, Path.GetFileName(node.Paths.Database) + "*"))
        {
            File.Delete(file);
        }

        await node.StartAsync();
    }

    private static Task<TestFederation> StartAsync() =>
        TestFederation.StartAsync(2, built => built.Providers.ToList().ForEach(provider => provider.Register.Add(Subject, true)));
}
