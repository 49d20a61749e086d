using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FedExchange.Federation.Tests.TestBed;
using FedExchange.Governance.Directory;
using FedExchange.Node.Links;
using FedExchange.Node.Peers;
using FedExchange.Wire.Session.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace FedExchange.Federation.Tests.Verification;

/// <summary>The direct path over real mTLS on loopback: who gets in, who is believed, and when the relay is taken instead.</summary>
public sealed class DirectPathTests
{
    private static readonly TestSubject Subject = TestSubject.Number(0);

    [Fact]
    public async Task A_member_with_its_own_certificate_is_answered()
    {
        await using var federation = await StartAsync();
        await using var server = await ServeAsync(federation, federation.Nodes["p1"].Certificate());
        using var channels = new PeerChannels(federation.Asker.Certificate, federation.Asker.Directories);
        var (frame, opener) = Seal(federation);

        var response = await channels.SendAsync(server.Address, frame, TestContext.Current.CancellationToken);

        Assert.Equal(PeerMessageKind.VerificationShare, PeerSealer.OpenReply(opener, response.SealedReply.Span).Kind);
    }

    [Fact]
    public async Task A_certificate_with_a_members_name_and_another_key_is_turned_down()
    {
        await using var federation = await StartAsync();
        await using var server = await ServeAsync(federation, federation.Nodes["p1"].Certificate());
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await AssertTurnedDownAsync(federation, server, () => TestNode.SelfSigned("asker", key));
    }

    [Fact]
    public async Task A_member_may_not_send_frames_in_another_members_name()
    {
        await using var federation = await StartAsync();
        await using var server = await ServeAsync(federation, federation.Nodes["p1"].Certificate());
        await AssertTurnedDownAsync(federation, server, federation.Nodes["p2"].Certificate);
    }

    [Fact]
    public async Task A_stranger_and_a_suspended_member_are_turned_down()
    {
        await using var federation = await StartAsync();
        await using var server = await ServeAsync(federation, federation.Nodes["p1"].Certificate());
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        await AssertTurnedDownAsync(federation, server, () => TestNode.SelfSigned("stranger", key));
        federation.Asker.Suspended = true;
        federation.Distribute("p1");
        await AssertTurnedDownAsync(federation, server, federation.Asker.Certificate);
    }

    [Fact]
    public async Task A_server_without_the_key_of_the_directory_gets_no_frame()
    {
        await using var federation = await StartAsync();
        await using var server = await ServeAsync(federation, federation.Nodes["p2"].Certificate());
        using var channels = new PeerChannels(federation.Asker.Certificate, federation.Asker.Directories);

        var failed = await Assert.ThrowsAsync<FrameTransportException>(() => channels.SendAsync(server.Address, Seal(federation).Frame, TestContext.Current.CancellationToken));

        Assert.False(failed.MayHaveArrived);
        Assert.Equal(0, server.Calls);
    }

    [Fact]
    public async Task Where_nobody_listens_the_relay_is_taken_and_without_a_link_the_error_says_so()
    {
        await using var federation = await StartAsync();
        var free = FreePort();
        federation.Nodes["p1"].Address = $"127.0.0.1:{free}";
        federation.Distribute();
        var relay = new FakeRelay(federation.Nodes["p1"].Handler) { IsConnected = true };
        using var channels = new PeerChannels(federation.Asker.Certificate, federation.Asker.Directories);
        var transport = new PeerTransport(federation.Asker.Directories, channels, () => relay, federation.Time, NullLogger<PeerTransport>.Instance);

        var (frame, opener) = Seal(federation);
        var response = await transport.SendAsync(frame, TestContext.Current.CancellationToken);
        Assert.Equal(PeerMessageKind.VerificationShare, PeerSealer.OpenReply(opener, response.SealedReply.Span).Kind);
        Assert.Equal(1, relay.Calls);

        relay.IsConnected = false;
        var failed = await Assert.ThrowsAsync<FrameTransportException>(() => transport.SendAsync(Seal(federation).Frame, TestContext.Current.CancellationToken));
        Assert.Equal(PeerFaults.PeerUnreachable, failed.Reason);
    }

    [Fact]
    public async Task A_node_that_advertises_no_address_is_reached_through_the_relay()
    {
        await using var federation = await StartAsync();
        var relay = new FakeRelay(federation.Nodes["p1"].Handler) { IsConnected = true };
        using var channels = new PeerChannels(federation.Asker.Certificate, federation.Asker.Directories);
        var transport = new PeerTransport(federation.Asker.Directories, channels, () => relay, federation.Time, NullLogger<PeerTransport>.Instance);
        await transport.SendAsync(Seal(federation).Frame, TestContext.Current.CancellationToken);
        Assert.Equal(1, relay.Calls);
    }

    private static async Task AssertTurnedDownAsync(TestFederation federation, Served server, Func<X509Certificate2> certificate)
    {
        using var channels = new PeerChannels(certificate, federation.Asker.Directories);
        var failed = await Assert.ThrowsAsync<FrameTransportException>(() => channels.SendAsync(server.Address, Seal(federation).Frame, TestContext.Current.CancellationToken));
        Assert.Equal(PeerFaults.PeerUnreachable, failed.Reason);
        Assert.Equal(0, server.Calls);
    }

    private static (SealedFrame Frame, Crypto.PublicKey.ReplyOpener Opener) Seal(TestFederation federation) => federation.Asker.Sealer.SealRequest(
        federation.Nodes["p1"].Member,
        PeerMessageKind.VerificationProposal,
        Google.Protobuf.MessageExtensions.ToByteArray(new RawRequester(federation).Propose(Subject)));

    private static async Task<Served> ServeAsync(TestFederation federation, X509Certificate2 certificate)
    {
        var counting = new CountingHandler(federation.Nodes["p1"].Handler);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.UseHttps(https =>
            {
                https.ServerCertificate = certificate;
                https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
                https.AllowAnyClientCertificate();
            });
        }));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton<IPeerRequestHandler>(counting);
        builder.Services.AddSingleton<DirectoryStore>(federation.Nodes["p1"].Directories);
        builder.Services.AddSingleton<PeerGrpcService>();
        var app = builder.Build();
        app.MapPeers();
        await app.StartAsync();
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return new Served(app, new Uri(address).Authority, counting);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Task<TestFederation> StartAsync() =>
        TestFederation.StartAsync(2, built => built.Providers.ToList().ForEach(provider => provider.Register.Add(Subject, true)));

    private sealed class CountingHandler(IPeerRequestHandler inner) : IPeerRequestHandler
    {
        private int _calls;

        public int Calls => _calls;

        public Task<ExchangeResponse> HandleAsync(SealedFrame frame, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _calls);
            return inner.HandleAsync(frame, cancellationToken);
        }
    }

    private sealed class FakeRelay(IPeerRequestHandler recipient) : IRelay
    {
        public bool IsConnected { get; set; }

        public int Calls { get; private set; }

        public Task<ExchangeResponse> RelayAsync(SealedFrame frame, CancellationToken cancellationToken)
        {
            Calls++;
            return recipient.HandleAsync(frame, cancellationToken);
        }
    }

    private sealed class Served(WebApplication app, string address, CountingHandler handler) : IAsyncDisposable
    {
        public string Address => address;

        public int Calls => handler.Calls;

        public async ValueTask DisposeAsync() => await app.DisposeAsync();
    }
}
