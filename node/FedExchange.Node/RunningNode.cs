using System.Diagnostics;
using System.Net;
using System.Text.Json;
using FedExchange.Node.Api;
using FedExchange.Node.Enrolment;
using FedExchange.Node.Identity;
using FedExchange.Node.Links;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Serilog;

namespace FedExchange.Node;

/// <summary>A node that has started. Disposing it stops it: no new work, then the link, then the files.</summary>
internal sealed class RunningNode : IAsyncDisposable
{
    private const long LargestBody = 1024 * 1024;
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(5);

    private readonly NodeState _state;
    private readonly WebApplication _app;
    private readonly CancellationTokenSource _stop = new();
    private readonly ILogger<RunningNode> _logger;
    private readonly Task _background;

    private RunningNode(NodeState state, WebApplication app)
    {
        (_state, _app) = (state, app);
        _logger = app.Services.GetRequiredService<ILogger<RunningNode>>();
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToArray();
        (Api, Grpc) = (addresses[0], addresses[1]); // in the order of Listen below
        Peer = new Uri(addresses[2]).Authority;
        var link = app.Services.GetRequiredService<LinkClient>();
        var renewal = app.Services.GetRequiredService<CertificateRenewal>();
        _background = Task.WhenAll(
            Task.Run(() => GuardAsync(link.RunAsync(Advertised(), _stop.Token))),
            Task.Run(() => GuardAsync(renewal.RunAsync(_stop.Token))));
    }

    /// <summary>REST address, http://host:port.</summary>
    public string Api { get; }

    /// <summary>gRPC address of the API (HTTP/2 without TLS), http://host:port.</summary>
    public string Grpc { get; }

    /// <summary>Peer endpoint, host:port.</summary>
    public string Peer { get; }

    /// <summary>The node's parts.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a node; returns when it answers.</summary>
    public static async Task<RunningNode> StartAsync(string directory, NodeHostSettings settings, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();

        // 1. Files.
        var paths = new NodePaths(directory);
        var options = NodeOptionsFile.Read(paths);
        var state = await NodeState.OpenAsync(paths, options, settings.Time, settings.Random, cancellationToken);
        WebApplication? app = null;
        try
        {
            // 2. Parts and doors.
            var port = new PeerPort(paths, options.PeerListen);
            app = Build(state, settings, port);
            var logger = app.Services.GetRequiredService<ILogger<RunningNode>>();
            app.Services.GetRequiredService<PolicyFile>().Load();
            foreach (var warning in state.Records.Warnings)
            {
                NodeLog.RegisterWarning(logger, warning);
            }

            await app.StartAsync(cancellationToken);

            // 3. Link and renewal; then say where the node is.
            var node = new RunningNode(state, app);
            port.Keep(new Uri($"https://{node.Peer}").Port, logger);
            PrivateFile.WritePublic(paths.RunFile, JsonSerializer.Serialize(
                new { pid = Environment.ProcessId, api = node.Api, grpc = node.Grpc, peer = node.Peer }));
            NodeLog.Ready(logger, state.Identity.NodeId, state.Identity.Region, (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds, node.Api, node.Peer);
            return node;
        }
        catch
        {
            if (app is not null)
            {
                await app.DisposeAsync();
            }

            await state.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits for the end that was asked for.</summary>
    public async Task Ended(CancellationToken cancellationToken)
    {
        var ended = new TaskCompletionSource();
        await using var registration = cancellationToken.Register(ended.SetResult);
        await using var stopping = _app.Lifetime.ApplicationStopping.Register(() => ended.TrySetResult());
        await ended.Task;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        File.Delete(_state.Paths.RunFile);
        using (var patience = new CancellationTokenSource(StopPatience))
        {
            await _app.StopAsync(patience.Token);
        }

        await _stop.CancelAsync();
        await _background;
        NodeLog.Stopped(_logger, _state.Identity.NodeId);
        await _app.DisposeAsync();
        await _state.DisposeAsync();
        _stop.Dispose();
    }

    private static WebApplication Build(NodeState state, NodeHostSettings settings, PeerPort port)
    {
        // The empty builder: no configuration files, no environment variables, nothing that opens a port that node.yaml does not name.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = state.Paths.Root });
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Listen(kestrel, state, settings, port));
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.CreateBoundListenSocket = port.Bind);
        builder.Services.AddSerilog(NodeLogging.Create(state.Paths, state.Options.LogLevel, settings.LogToConsole), dispose: true);
        builder.Services.AddRouting();
        builder.Services.AddNode(state, settings);
        settings.Configure?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseRouting();
        app.UseListeners();
        app.UseApiToken();
        app.MapNode();
        return app;
    }

    private static void Listen(KestrelServerOptions kestrel, NodeState state, NodeHostSettings settings, PeerPort port)
    {
        var options = state.Options;
        var tls = new NodeTls(state.Identity, settings.Time);
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = LargestBody;
        kestrel.Listen(options.ApiListen.Host, options.ApiListen.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http1;
            listen.Mark(NodeListener.Api);
        });
        kestrel.Listen(options.ApiGrpcListen.Host, options.ApiGrpcListen.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.Mark(NodeListener.Api);
        });
        kestrel.Listen(options.PeerListen.Host, port.Port, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.Mark(NodeListener.Peer);
            listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(tls.ForPeerEndpoint()) });
        });
    }

    private string Advertised() => _state.Options.PeerAdvertise switch
    {
        "none" => "",
        "auto" when IPEndPoint.TryParse(Peer, out var bound) && (bound.Address.Equals(IPAddress.Any) || bound.Address.Equals(IPAddress.IPv6Any)) =>
            $"{Dns.GetHostName()}:{bound.Port}",
        "auto" => Peer,
        var given => given,
    };

    private async Task GuardAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // The node is stopping.
        }
        catch (Exception e)
        {
            NodeLog.BackgroundFailed(_logger, e);
        }
    }
}
