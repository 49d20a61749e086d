using FedExchange.Federation.Tests.TestBed;
using FedExchange.Governance;
using FedExchange.Governance.Audit;
using FedExchange.Node.Participations;
using FedExchange.Node.Peers;
using FedExchange.Wire.Session.V1;
using Google.Protobuf;

namespace FedExchange.Federation.Tests.Verification;

/// <summary>Every message lost on the way there and on the way back; frames that are changed, forged, misdirected or replayed.</summary>
public sealed class NetworkFaultTests
{
    private static readonly TestSubject Subject = TestSubject.Number(0);

    [Theory]
    [InlineData("p1", true)]
    [InlineData("p1", false)]
    [InlineData("p2", true)]
    [InlineData("p2", false)]
    [InlineData("p3", true)]
    [InlineData("p3", false)]
    public async Task One_message_lost_at_any_provider_costs_a_repetition_and_nothing_else(string provider, bool there)
    {
        await using var federation = await StartAsync();
        Lose(federation, provider, there, times: 1);

        Assert.Equal(Ternary.True, Assert.IsType<VerificationOutcome.Answered>(await federation.AskAsync(Subject)).Result);

        Assert.Equal(1, TestFederation.Entries(federation.Nodes[provider], AuditKinds.Granted));
        Assert.Equal(1, TestFederation.Entries(federation.Nodes[provider], AuditKinds.Released));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_provider_that_stays_lost_is_named_and_the_same_key_gets_the_answer_later_under_the_same_consent(bool there)
    {
        await using var federation = await StartAsync();
        Lose(federation, "p2", there, times: int.MaxValue);
        var consent = federation.Consent(Subject, uses: 1);

        var failed = Assert.IsType<VerificationOutcome.Failed>(await federation.AskAsync(Subject, consent, "key-1"));
        Assert.Equal((VerificationReasons.ProviderUnreachable, "p2", true), (failed.Code, failed.Provider, failed.Retryable));

        federation.Wiretap.Reset();
        Assert.IsType<VerificationOutcome.Answered>(await federation.AskAsync(Subject, consent, "key-1"));
        Assert.All(federation.Providers, provider => Assert.Equal(1, TestFederation.Entries(provider, AuditKinds.Granted)));
    }

    [Fact]
    public async Task A_provider_off_the_network_is_named_and_the_rest_goes_on_when_it_is_back()
    {
        await using var federation = await StartAsync();
        await federation.Nodes["p3"].StopAsync();
        var failed = Assert.IsType<VerificationOutcome.Failed>(await federation.AskAsync(Subject));
        Assert.Equal((VerificationReasons.ProviderUnreachable, "p3", true), (failed.Code, failed.Provider, failed.Retryable));
        await federation.Nodes["p3"].StartAsync();
        Assert.IsType<VerificationOutcome.Answered>(await federation.AskAsync(Subject));
    }

    [Fact]
    public async Task A_provider_that_hangs_is_given_up_at_the_deadline()
    {
        await using var federation = await StartAsync();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var transport = new HangingTransport(asked);
        var node = federation.Asker;
        var exchange = new PeerExchange(node.Sealer, node.Directories, transport, federation.Time, new Microsoft.Extensions.Logging.Abstractions.NullLogger<PeerExchange>());
        var poll = new ProviderPoll(exchange, new VerificationLimits(), federation.Time);
        var (plan, _) = VerificationPlan.Make(federation.Question(Subject), node.Catalog, new VerificationLimits());

        var running = poll.AskAsync(plan!, new byte[32], CancellationToken.None);
        await asked.Task;
        while (!running.IsCompleted)
        {
            federation.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        var (_, problem) = await running;
        Assert.Equal((VerificationReasons.ProviderTimeout, true), (problem!.Code, problem.Retryable));
    }

    [Theory]
    [InlineData("ciphertext")]
    [InlineData("key")]
    [InlineData("from")]
    [InlineData("to")]
    public async Task A_frame_changed_on_the_way_is_turned_down_and_nothing_is_counted(string what)
    {
        await using var federation = await StartAsync();
        federation.Wiretap.There = frame => Change(frame, what);

        var failed = Assert.IsType<VerificationOutcome.Failed>(await federation.AskAsync(Subject));

        Assert.Equal("p1", failed.Provider);
        Assert.All(federation.Providers, provider => Assert.Equal(0, TestFederation.Entries(provider, AuditKinds.Granted)));
    }

    [Fact]
    public async Task A_changed_answer_is_not_read()
    {
        await using var federation = await StartAsync();
        federation.Wiretap.Back = (_, _, response) =>
        {
            var bytes = response.SealedReply.ToByteArray();
            bytes[^20] ^= 1;
            return new ExchangeResponse { SealedReply = ByteString.CopyFrom(bytes) };
        };

        var failed = Assert.IsType<VerificationOutcome.Failed>(await federation.AskAsync(Subject));
        Assert.Contains(PeerFaults.BadReply, failed.Detail, StringComparison.Ordinal);
        Assert.True(failed.Retryable);
    }

    [Fact]
    public async Task A_frame_in_another_members_name_is_turned_down_by_its_signature()
    {
        await using var federation = await StartAsync();
        var forger = new PeerSealer("asker", federation.Nodes["p2"].SignKey, federation.Nodes["p2"].SealKey, federation.Nodes["p2"].Random);
        var raw = new RawRequester(federation);
        var (frame, _) = forger.SealRequest(federation.Nodes["p1"].Member, PeerMessageKind.VerificationProposal, raw.Propose(Subject).ToByteArray());

        var response = await federation.Nodes["p1"].Handler.HandleAsync(frame, CancellationToken.None);

        Assert.Equal(PeerFaults.BadSignature, response.Fault.Reason);
        Assert.Equal(0, TestFederation.Entries(federation.Nodes["p1"], AuditKinds.Granted));
    }

    [Fact]
    public async Task A_member_unknown_to_the_directory_is_turned_down()
    {
        await using var federation = await StartAsync();
        var stranger = new PeerSealer("stranger", federation.Nodes["p2"].SignKey, federation.Nodes["p2"].SealKey, federation.Nodes["p2"].Random);
        var (frame, _) = stranger.SealRequest(federation.Nodes["p1"].Member, PeerMessageKind.VerificationProposal, new byte[8]);
        Assert.Equal(PeerFaults.UnknownSender, (await federation.Nodes["p1"].Handler.HandleAsync(frame, CancellationToken.None)).Fault.Reason);
    }

    [Fact]
    public async Task A_suspended_requester_is_turned_down_at_once()
    {
        await using var federation = await StartAsync();
        federation.Asker.Suspended = true;
        federation.Distribute();
        var failed = Assert.IsType<VerificationOutcome.Failed>(await federation.AskAsync(Subject));
        Assert.Equal(("REQUESTER_UNKNOWN", false), (failed.Code, failed.Retryable));
    }

    [Fact]
    public async Task A_suspended_provider_is_not_asked()
    {
        await using var federation = await StartAsync();
        federation.Nodes["p2"].Suspended = true;
        federation.Distribute();
        var failed = Assert.IsType<VerificationOutcome.Failed>(await federation.AskAsync(Subject));
        Assert.Equal("p2", failed.Provider);
        Assert.False(failed.Retryable);
        Assert.DoesNotContain(federation.Wiretap.All, passed => passed.To == "p2");
    }

    [Fact]
    public async Task A_replayed_frame_gets_the_first_share_again_under_a_seal_that_only_its_sender_opens()
    {
        await using var federation = await StartAsync();
        await federation.AskAsync(Subject);
        var captured = federation.Wiretap.All.First(passed => passed is { IsRequest: true, To: "p1" });

        var again = await federation.Nodes["p1"].Handler.HandleAsync(SealedFrame.Parser.ParseFrom(captured.Bytes), CancellationToken.None);
        var first = ExchangeResponse.Parser.ParseFrom(federation.Wiretap.All.First(passed => passed is { IsRequest: false, To: "p1" }).Bytes);

        Assert.NotEqual(first.SealedReply, again.SealedReply);
        Assert.Equal(first.SealedReply.Length, again.SealedReply.Length);
        Assert.Equal(1, TestFederation.Entries(federation.Nodes["p1"], AuditKinds.Released));
        Assert.Equal(1, TestFederation.Entries(federation.Nodes["p1"], AuditKinds.GrantedAgain));
    }

    [Fact]
    public async Task A_message_of_a_kind_that_nobody_reads_and_bytes_that_are_no_proposal_are_refused_under_the_seal()
    {
        await using var federation = await StartAsync();
        var exchange = federation.Asker.Exchange;
        var kind = Assert.IsType<PeerReply.Refused>(await exchange.AskAsync("p1", (PeerMessageKind)77, new byte[3], CancellationToken.None));
        Assert.Equal(PeerFaults.UnsupportedKind, kind.Reason);
        for (byte n = 1; n < 40; n++)
        {
            var bytes = new byte[n];
            federation.Asker.Random.Fill(bytes);
            var refused = Assert.IsType<PeerReply.Refused>(await exchange.AskAsync("p1", PeerMessageKind.VerificationProposal, bytes, CancellationToken.None));
            Assert.Equal(VerificationReasons.MalformedProposal, refused.Reason);
        }

        Assert.Empty(federation.Nodes["p1"].Log.Errors);
    }

    [Fact]
    public async Task A_node_that_was_rolled_back_answers_nothing()
    {
        await using var federation = await StartAsync();
        federation.Nodes["p2"].Health.DeclareRolledBack("Restore it.");
        var failed = Assert.IsType<VerificationOutcome.Failed>(await federation.AskAsync(Subject));
        Assert.Equal((PeerFaults.NodeRolledBack, "p2"), (failed.Code, failed.Provider));
    }

    private static SealedFrame Change(SealedFrame frame, string what)
    {
        var changed = frame.Clone();
        switch (what)
        {
            case "from":
                changed.From = "p3" == frame.To ? "p2" : "p3";
                break;
            case "to":
                changed.To = frame.To == "p1" ? "p2" : "p1";
                break;
            case "key":
                changed.EncapsulatedKey = Flip(frame.EncapsulatedKey);
                break;
            default:
                changed.Ciphertext = Flip(frame.Ciphertext);
                break;
        }

        return changed;
    }

    private static ByteString Flip(ByteString bytes)
    {
        var copy = bytes.ToByteArray();
        copy[copy.Length / 2] ^= 0x10;
        return ByteString.CopyFrom(copy);
    }

    private static void Lose(TestFederation federation, string provider, bool there, int times)
    {
        var left = times;
        if (there)
        {
            federation.Wiretap.There = frame => frame.To == provider && Interlocked.Decrement(ref left) >= 0 ? null : frame;
        }
        else
        {
            federation.Wiretap.Back = (_, to, response) => to == provider && Interlocked.Decrement(ref left) >= 0 ? null : response;
        }
    }

    private static Task<TestFederation> StartAsync() =>
        TestFederation.StartAsync(3, built => built.Providers.ToList().ForEach(provider => provider.Register.Add(Subject, true)));

    [Fact]
    public async Task A_requester_that_was_rolled_back_asks_nothing()
    {
        await using var federation = await StartAsync();
        federation.Asker.Health.DeclareRolledBack("Restore it.");
        Assert.Equal(PeerFaults.NodeRolledBack, Assert.IsType<VerificationOutcome.Failed>(await federation.AskAsync(Subject)).Code);
        Assert.Empty(federation.Wiretap.All);
    }

    [Fact]
    public async Task A_member_to_whose_key_nobody_can_seal_is_named_and_nothing_breaks()
    {
        await using var federation = await StartAsync();
        federation.Nodes["p1"].ListedSealKey = [.. Enumerable.Repeat((byte)0xFF, 1216)];
        federation.Distribute();
        var failed = Assert.IsType<VerificationOutcome.Failed>(await federation.AskAsync(Subject));
        Assert.Equal((VerificationReasons.ProviderUnreachable, "p1"), (failed.Code, failed.Provider));
        federation.Time.Advance(TimeSpan.FromSeconds(3));
        await Assert.ThrowsAsync<PairKeyException>(() => federation.Nodes["p2"].Agreement.CheckAsync("p1", TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_refusal_that_cannot_be_read_is_the_peers_fault_and_nothing_breaks()
    {
        await using var federation = await StartAsync();
        var node = federation.Asker;
        var exchange = new PeerExchange(node.Sealer, node.Directories, new GarbledRefusal(federation.Nodes["p1"].Sealer), federation.Time, new Microsoft.Extensions.Logging.Abstractions.NullLogger<PeerExchange>());
        var failed = Assert.IsType<PeerReply.Failed>(await exchange.AskAsync("p1", PeerMessageKind.PairKeyCheck, Array.Empty<byte>(), CancellationToken.None));
        Assert.Equal(PeerFaults.BadReply, failed.Reason);
    }

    private sealed class GarbledRefusal(PeerSealer recipient) : IFrameTransport
    {
        public Task<ExchangeResponse> SendAsync(SealedFrame frame, CancellationToken cancellationToken)
        {
            var (_, sealer) = recipient.OpenRequest(frame);
            return Task.FromResult(new ExchangeResponse { SealedReply = ByteString.CopyFrom(PeerSealer.SealReply(sealer, new PeerAnswer(PeerMessageKind.Refusal, new byte[] { 0x0A, 0xFF }))) });
        }
    }

    private sealed class HangingTransport(TaskCompletionSource asked) : IFrameTransport
    {
        public async Task<ExchangeResponse> SendAsync(SealedFrame frame, CancellationToken cancellationToken)
        {
            asked.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            throw new InvalidOperationException("Nobody answers.");
        }
    }
}
