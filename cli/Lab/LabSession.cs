using System.Collections.Concurrent;
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
    private readonly ConcurrentDictionary<string, ChildProcess> running = new(StringComparer.Ordinal);
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

    /// <summary>Ends the coordinator ("coordinator") or a node by SIGKILL, as a crash would, and waits until it is gone.</summary>
    /// <param name="name">"coordinator" or a node id.</param>
    public Task KillAsync(string name) => running[name].KillAsync();

    /// <summary>Ends the coordinator or a node politely and waits until it is gone.</summary>
    /// <param name="name">"coordinator" or a node id.</param>
    public Task StopAsync(string name) => running[name].StopAsync(TimeSpan.FromSeconds(10));

    /// <summary>Whether the coordinator or a node runs.</summary>
    /// <param name="name">"coordinator" or a node id.</param>
    public bool IsRunning(string name) => !running[name].HasExited;

    /// <summary>Starts the coordinator or a node again in its folder, after it was killed or stopped, and waits until it is ready.</summary>
    /// <param name="name">"coordinator" or a node id; a node is ready when its link is up and it has all pair keys.</param>
    /// <param name="cancellationToken">Gives up waiting; the process stays.</param>
    /// <exception cref="FailedException">It ended or did not become ready.</exception>
    public async Task RestartAsync(string name, CancellationToken cancellationToken)
    {
        if (name == "coordinator")
        {
            await RunCoordinatorAsync(cancellationToken);
            return;
        }

        await RunNodeAsync(name);
        await NodeReadyAsync(name, cancellationToken);
    }

    /// <summary>The last lines that the coordinator or a node wrote on standard output and standard error since it was last started.</summary>
    /// <param name="name">"coordinator" or a node id.</param>
    public string LastWords(string name) => running[name].LastWords;

    /// <inheritdoc />
    public ValueTask DisposeAsync() => nursery.DisposeAsync();

    private async Task StartCoordinatorAsync(CancellationToken cancellationToken)
    {
        note("Starting the coordinator");
        Hosts.InitCoordinator(Coordinator, File.Region, "127.0.0.1:0");
        await RunCoordinatorAsync(cancellationToken);
    }

    private async Task RunCoordinatorAsync(CancellationToken cancellationToken)
    {
        var child = await nursery.StartAsync("The coordinator", "coordinator", "run", Coordinator);
        running["coordinator"] = child;
        await ReadyAsync(child, () => Task.FromResult(HasPublished(Coordinator, child)), cancellationToken);
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
            await RunNodeAsync(node.Id);
        }

        // The first that fails ends the wait for the others, which may wait for it in turn.
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var waits = nodes.Select(node => NodeReadyAsync(node.Id, failed.Token)).ToList();
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

    private async Task RunNodeAsync(string id) => running[id] = await nursery.StartAsync($"Node {id}", "node", "run", Folder.Of(id));

    private Task NodeReadyAsync(string id, CancellationToken cancellationToken) =>
        ReadyAsync(running[id], () => IsReadyAsync(Folder.Of(id), running[id], cancellationToken), cancellationToken);

    private async Task<bool> IsReadyAsync(string folder, ChildProcess child, CancellationToken cancellationToken)
    {
        if (!HasPublished(folder, child))
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

    // A process that was killed leaves its run.json behind: only that of the present process says where it is.
    private static bool HasPublished(string folder, ChildProcess child) => RunFile.TryRead(folder)?["pid"]?.GetValue<int>() == child.Id;

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
