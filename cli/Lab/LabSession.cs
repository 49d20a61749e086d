using FedExchange.Cli.Connections;
using FedExchange.Cli.Processes;
using FedExchange.Wire.Admin.V1;
using Google.Protobuf;

namespace FedExchange.Cli.Lab;

/// <summary>
/// A running lab: a coordinator and its members, enrolled the way real ones are, each running node a process of its own on loopback. Disposing it
/// ends every process.
/// </summary>
internal sealed class LabSession : IAsyncDisposable
{
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(10);
    private readonly ProcessNursery nursery = new();
    private readonly Dictionary<string, ChildProcess> running = new(StringComparer.Ordinal);
    private readonly Action<string> note;
    private readonly List<(string Node, LabTraffic Traffic)> earlier = [];
    private long directoryVersion;

    private LabSession(LabFile file, LabFolder folder, Action<string> note)
    {
        File = file;
        Folder = folder;
        this.note = note;
    }

    /// <summary>What was asked for.</summary>
    public LabFile File { get; }

    /// <summary>Where it lives.</summary>
    public LabFolder Folder { get; }

    /// <summary>Folder of the coordinator.</summary>
    public string Coordinator => Folder.Of("coordinator");

    /// <summary>Process ids by name, the coordinator's under "coordinator".</summary>
    public IReadOnlyDictionary<string, int> ProcessIds => running.ToDictionary(entry => entry.Key, entry => entry.Value.Id);

    /// <summary>Starts everything and waits until all nodes are ready.</summary>
    /// <exception cref="FailedException">A process ended or did not become ready.</exception>
    public static async Task<LabSession> StartAsync(LabFile file, LabFolder folder, Action<string> note, CancellationToken cancellationToken)
    {
        var session = new LabSession(file, folder, note);
        try
        {
            await session.StartCoordinatorAsync(cancellationToken);
            await session.EnrolAsync(cancellationToken);
            await session.PublishAsync(cancellationToken);
            await session.StartNodesAsync(cancellationToken);
            session.Approve();
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>A node's traffic over all its lives in this lab.</summary>
    public async Task<LabTraffic> TrafficAsync(string node, CancellationToken cancellationToken)
    {
        var now = await LabTraffic.ReadAsync(Folder.Of(node), cancellationToken);
        return earlier.Where(entry => entry.Node == node).Aggregate(now, (sum, entry) => sum + entry.Traffic);
    }

    /// <summary>Operator's connection to the coordinator.</summary>
    public AdminConnection OpenAdmin() => AdminConnection.Open(Coordinator);

    /// <summary>Stops all nodes and starts them again without an address of their own, so that every frame takes the relay.</summary>
    public async Task ForceRelayAsync(CancellationToken cancellationToken)
    {
        note("Restarting the nodes without addresses, so that every frame takes the relay");
        var nodes = File.Nodes.Where(node => node.Run).ToList();
        foreach (var node in nodes)
        {
            earlier.Add((node.Id, await LabTraffic.ReadAsync(Folder.Of(node.Id), cancellationToken)));
        }

        await Task.WhenAll(nodes.Select(node => running[node.Id].StopAsync(TimeSpan.FromSeconds(10))));
        foreach (var node in nodes)
        {
            LabNodeFile.Write(Folder.Of(node.Id), node with { Relay = true });
        }

        await StartNodesAsync(cancellationToken);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => nursery.DisposeAsync();

    private async Task StartCoordinatorAsync(CancellationToken cancellationToken)
    {
        note("Starting the coordinator");
        Hosts.InitCoordinator(Coordinator, File.Region, "127.0.0.1:0");
        running["coordinator"] = await nursery.StartAsync("The coordinator", "coordinator", "run", Coordinator);
        await ReadyAsync(running["coordinator"], () => Task.FromResult(RunFile.TryRead(Coordinator) is not null), cancellationToken);
    }

    private async Task EnrolAsync(CancellationToken cancellationToken)
    {
        using var admin = OpenAdmin();
        note($"Enrolling {File.Nodes.Count} members");
        foreach (var node in File.Nodes)
        {
            var folder = Folder.Of(node.Id);
            Hosts.InitNode(folder, node.Id, node.TitleEn, node.TitleZh);
            LabNodeFile.Write(folder, node);
            var request = new CreateTokenRequest { NodeId = node.Id, PreApproved = true, ValidSeconds = 600 };
            request.Roles.AddRange(node.Roles);
            var token = await admin.Client.CreateTokenAsync(request, cancellationToken: cancellationToken);
            await Hosts.JoinAsync(folder, token.Token, note, cancellationToken);
        }
    }

    private async Task PublishAsync(CancellationToken cancellationToken)
    {
        using var admin = OpenAdmin();
        foreach (var path in File.Definitions)
        {
            var source = await System.IO.File.ReadAllBytesAsync(path, cancellationToken);
            var published = await admin.Client.PublishDefinitionAsync(new PublishDefinitionRequest { Source = ByteString.CopyFrom(source) }, cancellationToken: cancellationToken);
            directoryVersion = published.DirectoryVersion;
        }
    }

    private void Approve()
    {
        foreach (var node in File.Nodes.Where(node => node.Run))
        {
            LabApproval.ApproveOwnParts(Folder.Of(node.Id), node);
        }

        foreach (var node in File.Nodes.Where(node => !node.Run && node.Roles.Contains("consent-issuer")))
        {
            // A member without a running node hears no news of the directory; it is handed what a running one holds.
            var source = Folder.Of(File.Nodes.First(other => other.Run).Id);
            System.IO.File.Copy(Path.Combine(source, "directory.jws"), Path.Combine(Folder.Of(node.Id), "directory.jws"), overwrite: true);
        }
    }

    private async Task StartNodesAsync(CancellationToken cancellationToken)
    {
        var nodes = File.Nodes.Where(node => node.Run).ToList();
        note($"Starting {nodes.Count} nodes and importing their registers");
        foreach (var node in nodes)
        {
            running[node.Id] = await nursery.StartAsync($"Node {node.Id}", "node", "run", Folder.Of(node.Id));
        }

        // The first that fails ends the wait for the others, which may wait for it in turn.
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waits = nodes.Select(node => ReadyAsync(running[node.Id], () => IsReadyAsync(Folder.Of(node.Id), failed.Token), failed.Token)).ToList();
        await foreach (var wait in Task.WhenEach(waits).WithCancellation(cancellationToken))
        {
            if (wait.IsFaulted)
            {
                await failed.CancelAsync();
                await wait;
            }
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private async Task<bool> IsReadyAsync(string folder, CancellationToken cancellationToken)
    {
        if (RunFile.TryRead(folder)?["api"] is null)
        {
            return false;
        }

        using var api = NodeApi.Open(folder);
        var health = await api.HealthAsync(cancellationToken);
        return health?["state"]?.GetValue<string>() == "ready"
            && health["link"]?.GetValue<string>() == "up"
            && health["directoryVersion"]?.GetValue<long>() >= directoryVersion
            && health["pairs"]?["have"]?.GetValue<int>() >= health["pairs"]?["want"]?.GetValue<int>();
    }

    private static async Task ReadyAsync(ChildProcess child, Func<Task<bool>> ready, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await ready())
        {
            child.MustRun();
            if (TimeProvider.System.GetElapsedTime(started) > StartTimeout)
            {
                throw new FailedException($"{child.Name} was not ready after {StartTimeout.TotalMinutes:0} minutes. Its last words:{Environment.NewLine}{child.LastWords}", "START_TIMEOUT");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }
    }
}
