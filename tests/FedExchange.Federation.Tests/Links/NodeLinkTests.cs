using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FedExchange.Governance.Audit;
using FedExchange.Governance.Directory;
using FedExchange.Node;
using FedExchange.Node.Links;
using FedExchange.Node.Peers;
using FedExchange.Wire.Link.V1;
using FedExchange.Wire.Session.V1;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Frame = FedExchange.Wire.Link.V1.ConnectRequest.FrameOneofCase;

namespace FedExchange.Federation.Tests.Links;

public sealed class NodeLinkTests
{
    [Fact]
    public async Task A_node_starts_without_its_coordinator_and_says_so()
    {
        using var home = new LoneNode();
        await using var node = await home.StartAsync();
        Assert.False(node.Services.GetRequiredService<IRelay>().IsConnected);
        using var http = new HttpClient();
        var health = await http.GetStringAsync($"{node.Api}/healthz", TestContext.Current.CancellationToken);
        Assert.Contains("\"state\":\"ready\"", health, StringComparison.Ordinal);
        Assert.Contains("\"link\":\"down\"", health, StringComparison.Ordinal);
        var answer = await node.Services.GetRequiredService<IRelay>().RelayAsync(new SealedFrame { From = "alone", To = "other" }, TestContext.Current.CancellationToken);
        Assert.Equal("RELAY_DOWN", answer.Fault.Reason);
        Assert.True(answer.Fault.Retryable);
    }

    [Fact]
    public async Task Run_json_stands_while_the_node_runs()
    {
        using var home = new LoneNode();
        await using (var node = await home.StartAsync())
        {
            var run = await File.ReadAllTextAsync(home.Paths.RunFile, TestContext.Current.CancellationToken);
            Assert.Contains(node.Api, run, StringComparison.Ordinal);
            Assert.Contains(node.Peer, run, StringComparison.Ordinal);
            Assert.Contains(node.Grpc, run, StringComparison.Ordinal);
        }

        Assert.False(File.Exists(home.Paths.RunFile));
    }

    [Fact]
    public async Task A_node_started_again_is_found_at_its_old_port_unless_that_is_taken()
    {
        using var home = new LoneNode();
        string first;
        await using (var node = await home.StartAsync())
        {
            first = node.Peer;
        }

        await using (var again = await home.StartAsync())
        {
            Assert.Equal(first, again.Peer);
        }

        using var squatter = new TcpListener(IPEndPoint.Parse(first));
        squatter.Start();
        string elsewhere;
        await using (var node = await home.StartAsync())
        {
            elsewhere = node.Peer;
            Assert.NotEqual(first, elsewhere);
        }

        var log = await File.ReadAllTextAsync(Directory.GetFiles(home.Paths.Logs).Single(), TestContext.Current.CancellationToken);
        Assert.Contains($"Port {IPEndPoint.Parse(first).Port} of the peer endpoint is taken", log, StringComparison.Ordinal);
        await using var last = await home.StartAsync();
        Assert.Equal(elsewhere, last.Peer);
    }

    [Fact]
    public async Task A_spoilt_memory_of_the_port_costs_nothing_but_the_port()
    {
        using var home = new LoneNode();
        await File.WriteAllTextAsync(home.Paths.PeerPort, "seventy thousand", TestContext.Current.CancellationToken);
        await using var node = await home.StartAsync();
        Assert.Equal(IPEndPoint.Parse(node.Peer).Port.ToString(CultureInfo.InvariantCulture), await File.ReadAllTextAsync(home.Paths.PeerPort, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_second_process_is_turned_away_and_the_first_stays_findable()
    {
        using var home = new LoneNode();
        await using var node = await home.StartAsync();
        Assert.Equal("NODE_RUNNING", (await Assert.ThrowsAsync<NodeException>(() => home.StartAsync())).Code);
        Assert.True(File.Exists(home.Paths.RunFile));
    }

    [Fact]
    public async Task The_hello_tells_directory_version_address_and_checkpoint()
    {
        using var home = new LoneNode();
        await using var fake = await FakeCoordinator.StartAsync();
        await using var node = await home.StartAsync(fake.Dial);
        var link = await fake.NextLinkAsync();
        Assert.Equal(1, link.Hello.DirectoryVersion);
        Assert.Equal(node.Peer, link.Hello.AdvertisedAddress);
        Assert.Equal(node.Services.GetRequiredService<AuditLog>().Size > 0, link.Hello.Checkpoint.Length > 0);
    }

    [Fact]
    public async Task A_lost_link_comes_back_and_what_was_under_way_fails_retryably()
    {
        using var home = new LoneNode();
        await using var fake = await FakeCoordinator.StartAsync();
        await using var node = await home.StartAsync(fake.Dial);
        var link = await fake.NextLinkAsync();
        var relay = node.Services.GetRequiredService<IRelay>();
        await Eventually.BecomesTrueAsync(() => relay.IsConnected, "the link is up");

        var asking = relay.RelayAsync(new SealedFrame { From = "alone", To = "other" }, TestContext.Current.CancellationToken);
        await link.NextAsync(Frame.Exchange);
        await link.HungUp.CancelAsync();

        Assert.Equal("RELAY_DOWN", (await asking.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken)).Fault.Reason);
        await fake.NextLinkAsync();
        await Eventually.BecomesTrueAsync(() => relay.IsConnected, "the link is up again");
    }

    [Fact]
    public async Task Answers_find_their_questions()
    {
        using var home = new LoneNode();
        await using var fake = await FakeCoordinator.StartAsync();
        await using var node = await home.StartAsync(fake.Dial);
        var link = await fake.NextLinkAsync();
        var relay = node.Services.GetRequiredService<IRelay>();
        await Eventually.BecomesTrueAsync(() => relay.IsConnected, "the link is up");

        var first = relay.RelayAsync(new SealedFrame { To = "one" }, TestContext.Current.CancellationToken);
        var second = relay.RelayAsync(new SealedFrame { To = "two" }, TestContext.Current.CancellationToken);
        var asked = new[] { await link.NextAsync(Frame.Exchange), await link.NextAsync(Frame.Exchange) };
        foreach (var exchange in asked.Reverse().Select(frame => frame.Exchange))
        {
            var reply = new ExchangeResponse { SealedReply = ByteString.CopyFromUtf8(exchange.Frame.To) };
            await link.SendAsync(new ConnectResponse { Answer = new RelayedAnswer { CorrelationId = exchange.CorrelationId, Response = reply } });
        }

        Assert.Equal("one", (await first).SealedReply.ToStringUtf8());
        Assert.Equal("two", (await second).SealedReply.ToStringUtf8());
    }

    [Fact]
    public async Task A_silent_coordinator_is_noticed_and_dialled_again()
    {
        using var home = new LoneNode();
        await using var fake = await FakeCoordinator.StartAsync();
        var timings = TestRegion.Impatient with { HeartbeatEvery = TimeSpan.FromMilliseconds(100), DeadAfter = TimeSpan.FromMilliseconds(500) };
        await using var node = await home.StartAsync(fake.Dial, timings);
        var link = await fake.NextLinkAsync();
        await link.NextAsync(Frame.Heartbeat); // the node speaks, the coordinator does not
        await fake.NextLinkAsync();
    }

    [Fact]
    public async Task A_frame_that_no_peer_sealed_is_answered_with_a_fault()
    {
        using var home = new LoneNode();
        await using var fake = await FakeCoordinator.StartAsync();
        await using var node = await home.StartAsync(fake.Dial);
        var link = await fake.NextLinkAsync();
        await link.SendAsync(new ConnectResponse { Exchange = new RelayedExchange { CorrelationId = "7", Frame = new SealedFrame { From = "nobody", To = "alone" } } });
        var answer = (await link.NextAsync(Frame.Answer)).Answer;
        Assert.Equal("7", answer.CorrelationId);
        Assert.Equal(ExchangeResponse.OutcomeOneofCase.Fault, answer.Response.OutcomeCase);
    }

    [Fact]
    public async Task More_relayed_requests_than_the_node_can_take_are_told_to_come_again()
    {
        using var home = new LoneNode();
        await File.AppendAllTextAsync(home.Paths.Options, "limits: {relayed_concurrency: 1}\n", TestContext.Current.CancellationToken);
        await using var fake = await FakeCoordinator.StartAsync();
        var slow = new SlowHandler();
        await using var node = await home.StartAsync(fake.Dial, configure: s => s.AddSingleton<IPeerRequestHandler>(slow));
        var link = await fake.NextLinkAsync();
        for (var i = 0; i < 18; i++)
        {
            await link.SendAsync(new ConnectResponse { Exchange = new RelayedExchange { CorrelationId = $"{i}", Frame = new SealedFrame() } });
        }

        // One is worked on, sixteen wait, the eighteenth is told at once.
        var refused = (await link.NextAsync(Frame.Answer)).Answer;
        Assert.Equal(("17", "NODE_BUSY", true), (refused.CorrelationId, refused.Response.Fault.Reason, refused.Response.Fault.Retryable));
        slow.Go.SetResult();
        for (var i = 0; i < 17; i++)
        {
            Assert.Equal("done", (await link.NextAsync(Frame.Answer)).Answer.Response.SealedReply.ToStringUtf8());
        }

        Assert.Equal(1, slow.MostAtOnce);
    }

    [Fact]
    public async Task A_newer_directory_counts_at_once_and_an_older_one_is_refused()
    {
        using var home = new LoneNode();
        await using var fake = await FakeCoordinator.StartAsync();
        await using var node = await home.StartAsync(fake.Dial);
        var link = await fake.NextLinkAsync();
        var directory = node.Services.GetRequiredService<DirectoryStore>();

        await link.SendAsync(new ConnectResponse { Directory = new DirectoryUpdate { Directory = home.SignDirectory(5) } });
        await Eventually.BecomesTrueAsync(() => directory.Current?.Version == 5, "version 5 is in force");
        await link.SendAsync(new ConnectResponse { Directory = new DirectoryUpdate { Directory = home.SignDirectory(4) } });
        await link.SendAsync(new ConnectResponse { Directory = new DirectoryUpdate { Directory = home.SignDirectory(5, days: 3) } });
        await link.SendAsync(new ConnectResponse { Directory = new DirectoryUpdate { Directory = home.SignDirectory(6) } });
        await Eventually.BecomesTrueAsync(() => directory.Current?.Version == 6, "version 6 is in force");
        var log = Directory.GetFiles(home.Paths.Logs).Single();
        await using var reading = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(reading);
        var lines = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, lines.Split("was refused, the present one stays in force").Length - 1);
    }

    [Fact]
    public async Task A_node_whose_directory_file_was_put_back_does_not_start()
    {
        using var home = new LoneNode();
        var old = await File.ReadAllTextAsync(home.Paths.DirectoryFile, TestContext.Current.CancellationToken);
        await using (var fake = await FakeCoordinator.StartAsync())
        await using (var node = await home.StartAsync(fake.Dial))
        {
            var link = await fake.NextLinkAsync();
            await link.SendAsync(new ConnectResponse { Directory = new DirectoryUpdate { Directory = home.SignDirectory(9) } });
            await Eventually.BecomesTrueAsync(() => node.Services.GetRequiredService<DirectoryStore>().Current?.Version == 9, "version 9 is in force");
        }

        await File.WriteAllTextAsync(home.Paths.DirectoryFile, old, TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<DirectoryException>(() => home.StartAsync());
        Assert.Equal("DIRECTORY_ROLLBACK", refused.Reason);
    }

    [Fact]
    public async Task Checkpoints_are_published_once_and_again_when_the_log_grew()
    {
        using var home = new LoneNode();
        await using var fake = await FakeCoordinator.StartAsync();
        await using var node = await home.StartAsync(fake.Dial);
        var log = node.Services.GetRequiredService<AuditLog>();
        var link = await fake.NextLinkAsync();

        await log.AppendAsync(new AuditDraft("test").With("n", 1L), TestContext.Current.CancellationToken);
        var first = (await link.NextAsync(Frame.Checkpoint)).Checkpoint;
        Assert.Empty(first.Consistency);
        Assert.True(Crypto.Merkle.SignedCheckpoint.TryParse(first.Checkpoint, out var before));
        await link.SendAsync(new ConnectResponse { CheckpointAck = new CheckpointAck { Size = before!.Size } });
        await log.AppendAsync(new AuditDraft("test").With("n", 2L), TestContext.Current.CancellationToken);
        var second = (await link.NextAsync(Frame.Checkpoint)).Checkpoint;
        Assert.True(Crypto.Merkle.SignedCheckpoint.TryParse(second.Checkpoint, out var after));
        var proof = second.Consistency.Select(hash => hash.ToByteArray()).ToArray();
        Assert.True(Crypto.Merkle.MerkleProof.VerifyConsistency(before.Size, after!.Size, proof, before.Root, after.Root));
    }

    [Fact]
    public async Task A_node_behind_its_own_witnessed_checkpoint_refuses_to_answer()
    {
        using var home = new LoneNode();
        string witnessed;
        await using (var node = await home.StartAsync())
        {
            var log = node.Services.GetRequiredService<AuditLog>();
            for (var i = 0L; i < 5; i++)
            {
                await log.AppendAsync(new AuditDraft("test").With("n", i), TestContext.Current.CancellationToken);
            }

            witnessed = log.Checkpoint.Note;
        }

        Directory.Delete(home.Paths.Audit, recursive: true); // an old backup: no entries, and no ledger that knows better
        foreach (var file in Directory.GetFiles(home.Paths.Root, "ledger.db*"))
        {
            File.Delete(file);
        }

        await using var fake = await FakeCoordinator.StartAsync();
        fake.Welcome = new LinkWelcome { WitnessedCheckpoint = witnessed };
        await using var back = await home.StartAsync(fake.Dial);
        var link = await fake.NextLinkAsync();
        await Eventually.BecomesTrueAsync(() => !back.Services.GetRequiredService<NodeHealth>().MayAnswer, "the node knows that it was rolled back");

        using var http = new HttpClient();
        var health = await http.GetAsync(new Uri($"{back.Api}/healthz"), TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Contains("restore", await health.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        await link.SendAsync(new ConnectResponse { Exchange = new RelayedExchange { CorrelationId = "1", Frame = new SealedFrame { From = "x", To = "alone" } } });
        Assert.Equal("NODE_ROLLED_BACK", (await link.NextAsync(Frame.Answer)).Answer.Response.Fault.Reason);
    }

    [Fact]
    public async Task A_checkpoint_that_the_node_never_signed_stops_nothing()
    {
        using var home = new LoneNode();
        using var foreign = Crypto.PublicKey.LogKey.Create(new Crypto.Randomness.SeededRandomSource(1));
        await using var fake = await FakeCoordinator.StartAsync();
        fake.Welcome = new LinkWelcome
        {
            WitnessedCheckpoint = Crypto.Merkle.SignedCheckpoint.Sign("lonely/alone/audit", 99, new byte[32], foreign).Note,
        };
        await using var node = await home.StartAsync(fake.Dial);
        await fake.NextLinkAsync();
        await Eventually.BecomesTrueAsync(() => node.Services.GetRequiredService<IRelay>().IsConnected, "the link is up");
        Assert.True(node.Services.GetRequiredService<NodeHealth>().MayAnswer);
    }

    [Fact]
    public async Task A_peer_door_serves_no_api_and_the_api_door_no_peers()
    {
        using var home = new LoneNode();
        await using var node = await home.StartAsync();
        using var channel = Grpc.Net.Client.GrpcChannel.ForAddress(node.Grpc);
        var refused = await Assert.ThrowsAsync<Grpc.Core.RpcException>(async () => await new PeerService.PeerServiceClient(channel).ExchangeAsync(new ExchangeRequest(), cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(Grpc.Core.StatusCode.Unimplemented, refused.StatusCode);
        using var http = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator })
        {
            DefaultRequestVersion = new Version(2, 0),
        };
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri($"https://{node.Peer}/healthz"), TestContext.Current.CancellationToken));
    }

    private sealed class SlowHandler : IPeerRequestHandler
    {
        private int _now;
        private int _most;

        public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int MostAtOnce => _most;

        public async Task<ExchangeResponse> HandleAsync(SealedFrame frame, CancellationToken cancellationToken)
        {
            var now = Interlocked.Increment(ref _now);
            _most = Math.Max(_most, now);
            await Go.Task;
            Interlocked.Decrement(ref _now);
            return new ExchangeResponse { SealedReply = ByteString.CopyFromUtf8("done") };
        }
    }
}
