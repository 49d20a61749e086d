using System.Threading.Channels;
using FedExchange.Node.Links;
using FedExchange.Wire.Link.V1;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace FedExchange.Federation.Tests.Links;

/// <summary>A coordinator that does as the test says: it sees every frame, sends what it is told, and hangs up when asked.</summary>
internal sealed class FakeCoordinator : LinkService.LinkServiceBase, IAsyncDisposable
{
    private readonly Channel<FakeLink> _links = Channel.CreateUnbounded<FakeLink>();
    private WebApplication? _app;

    public LinkWelcome Welcome { get; set; } = new();

    public static async Task<FakeCoordinator> StartAsync()
    {
        var fake = new FakeCoordinator();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(System.Net.IPAddress.Loopback, 0, l => l.Protocols = HttpProtocols.Http2));
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(fake);
        fake._app = builder.Build();
        fake._app.MapGrpcService<FakeCoordinator>();
        await fake._app.StartAsync();
        return fake;
    }

    public CoordinatorDial Dial => () => GrpcChannel.ForAddress(_app!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());

    public async Task<FakeLink> NextLinkAsync() => await _links.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(10));

    public override async Task Connect(IAsyncStreamReader<ConnectRequest> requestStream, IServerStreamWriter<ConnectResponse> responseStream, ServerCallContext context)
    {
        var link = new FakeLink(responseStream);
        Assert.True(await requestStream.MoveNext(context.CancellationToken));
        link.Hello = requestStream.Current.Hello;
        await link.SendAsync(new ConnectResponse { Welcome = Welcome });
        await _links.Writer.WriteAsync(link);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, link.HungUp.Token);
        try
        {
            while (await requestStream.MoveNext(end.Token))
            {
                link.Frames.Writer.TryWrite(requestStream.Current);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or RpcException)
        {
            // The test, or the node, has hung up.
        }
    }

    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        await _app!.StopAsync(patience.Token);
        await _app.DisposeAsync();
    }

    /// <summary>One connection of the node.</summary>
    internal sealed class FakeLink(IServerStreamWriter<ConnectResponse> writer)
    {
        private readonly Lock _gate = new();
        private Task _sent = Task.CompletedTask;

        public LinkHello Hello { get; set; } = new();

        public Channel<ConnectRequest> Frames { get; } = Channel.CreateUnbounded<ConnectRequest>();

        // Not disposed: it has no timer, and frames may still come while the test ends.
#pragma warning disable CA2213
        public CancellationTokenSource HungUp { get; } = new();
#pragma warning restore CA2213

        public Task SendAsync(ConnectResponse frame)
        {
            lock (_gate)
            {
                return _sent = WriteAfterAsync(_sent, frame);
            }
        }

        private async Task WriteAfterAsync(Task before, ConnectResponse frame)
        {
            await before;
            await writer.WriteAsync(frame);
        }

        /// <summary>The next frame of a kind; others are passed over.</summary>
        public async Task<ConnectRequest> NextAsync(ConnectRequest.FrameOneofCase kind)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(TimeSpan.FromSeconds(10));
            while (true)
            {
                var frame = await Frames.Reader.ReadAsync(patience.Token);
                if (frame.FrameCase == kind)
                {
                    return frame;
                }
            }
        }
    }
}
