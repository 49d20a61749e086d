using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FedExchange.Coordinator.Directory;
using FedExchange.Coordinator.Jobs;
using FedExchange.Coordinator.Links;
using FedExchange.Coordinator.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Serilog.Core;
using ILogger = Microsoft.Extensions.Logging.ILogger;

namespace FedExchange.Coordinator.Hosting;

/// <summary>A running coordinator. One per directory: a lock file keeps a second process away.</summary>
internal sealed class CoordinatorServer : IAsyncDisposable
{
    private readonly CoordinatorPaths _paths;
    private readonly FileStream _lock;
    private readonly CoordinatorDatabase _database;
    private readonly CoordinatorIdentity _identity;
    private readonly Logger _serilog;
    private readonly WebApplication _app;
    private readonly ILogger _log;
    private bool _stopped;

    private CoordinatorServer(CoordinatorPaths paths, FileStream held, CoordinatorDatabase database, CoordinatorIdentity identity, Logger serilog, WebApplication app)
    {
        _paths = paths;
        _lock = held;
        _database = database;
        _identity = identity;
        _serilog = serilog;
        _app = app;
        _log = app.Services.GetRequiredService<ILogger<CoordinatorServer>>();
    }

    /// <summary>Where nodes reach it, host:port.</summary>
    public string Address => Services.GetRequiredService<CoordinatorAddress>().Value;

    public IServiceProvider Services => _app.Services;

    /// <summary>Starts a coordinator and returns when it is ready: directory open, silo up, jobs going again, listening, run.json written.</summary>
    /// <exception cref="CoordinatorException">It cannot start; the message says what to do.</exception>
    public static async Task<CoordinatorServer> StartAsync(
        string directory, Action<IServiceCollection>? configure = null, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        var paths = new CoordinatorPaths(directory);
        var options = CoordinatorOptions.Load(directory);
        var clock = time ?? TimeProvider.System;
        var held = Hold(paths);
        CoordinatorDatabase? database = null;
        CoordinatorIdentity? identity = null;
        Logger? serilog = null;
        WebApplication? app = null;
        try
        {
            database = CoordinatorDatabase.Open(paths.Database);
            identity = CoordinatorIdentity.Load(paths, options, clock);
            var members = await DirectoryRegistry.OpenAsync(database, identity.DirectoryKey, options.Region, clock, options.DirectoryLifetime);
            serilog = CoordinatorLogging.Create(paths, options);
            var lastPort = LastPort(database);
            app = CoordinatorApplication.Build(paths, options, clock, database, identity, members, serilog, PortFor(options, lastPort), configure);
            try
            {
                await app.StartAsync(cancellationToken);
            }
            catch (Exception e) when (options.Listen.Port == 0 && lastPort != 0 && IsListenFailure(e))
            {
                app.Services.GetRequiredService<ILogger<CoordinatorServer>>().PortTaken(lastPort);
                await app.DisposeAsync();
                app = CoordinatorApplication.Build(paths, options, clock, database, identity, members, serilog, options.Listen, configure);
                await app.StartAsync(cancellationToken);
            }

            var server = new CoordinatorServer(paths, held, database, identity, serilog, app);
            await server.BecomeReadyAsync(options);
            return server;
        }
        catch (Exception e)
        {
            if (app is not null)
            {
                await app.DisposeAsync();
            }

            serilog?.Dispose();
            identity?.Dispose();
            database?.Dispose();
            held.Dispose();
            if (IsListenFailure(e))
            {
                throw new CoordinatorException($"The coordinator cannot listen on {options.Listen}: {e.Message} Stop what uses the port, or set listen in coordinator.yaml.", e);
            }

            throw;
        }
    }

    /// <summary>Ends links, stops, and removes run.json.</summary>
    public async Task StopAsync()
    {
        if (!_stopped)
        {
            _stopped = true;
            File.Delete(_paths.Run);
            Services.GetRequiredService<LinkTable>().EndAll("STOPPING");
            await _app.StopAsync();
            _log.Stopped();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _app.DisposeAsync();
        _identity.Dispose();
        _database.Dispose();
        await _serilog.DisposeAsync();
        await _lock.DisposeAsync();
    }

    private static bool IsListenFailure(Exception e) => e is SocketException or IOException { InnerException: AddressInUseException };

    private static FileStream Hold(CoordinatorPaths paths)
    {
        try
        {
            return new FileStream(paths.Lock, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new CoordinatorException($"Another coordinator runs in {paths.Directory}; stop it first.", e);
        }
    }

    private static IPEndPoint PortFor(CoordinatorOptions options, int lastPort) =>
        options.Listen.Port == 0 ? new IPEndPoint(options.Listen.Address, lastPort) : options.Listen;

    private static int LastPort(CoordinatorDatabase database) =>
        database.Read("SELECT value FROM settings WHERE name = 'port'", r => r.GetString(0)) is [var port] ? int.Parse(port, CultureInfo.InvariantCulture) : 0;

    private async Task BecomeReadyAsync(CoordinatorOptions options)
    {
        var bound = new Uri(Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        // Nodes have the address in their settings, so a free port once found is kept.
        await _database.WriteAsync("INSERT OR REPLACE INTO settings(name, value) VALUES ('port', $port)", ("$port", bound.Port.ToString(CultureInfo.InvariantCulture)));
        var host = options.Advertise[0];
        var address = string.Create(CultureInfo.InvariantCulture, $"{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{bound.Port}");
        Services.GetRequiredService<CoordinatorAddress>().Value = address;
        await Services.GetRequiredService<JobDriver>().ResumeAsync();
        new RunFile(Environment.ProcessId, address).Write(_paths.Run);
        _log.Listening(options.Region, address, Services.GetRequiredService<DirectoryRegistry>().Current.Directory.Version);
    }
}
