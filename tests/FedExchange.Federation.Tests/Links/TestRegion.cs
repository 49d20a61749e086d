using FedExchange.Coordinator;
using FedExchange.Coordinator.Hosting;
using FedExchange.Node;
using FedExchange.Node.Links;
using FedExchange.Wire.Admin.V1;

namespace FedExchange.Federation.Tests.Links;

/// <summary>A real coordinator and real nodes, in process, each in its own folder.</summary>
internal sealed class TestRegion : IAsyncDisposable
{
    public static readonly LinkTimings Impatient = new()
    {
        FirstDelay = TimeSpan.FromMilliseconds(50),
        LongestDelay = TimeSpan.FromMilliseconds(300),
    };

    private readonly ScratchFolder _folder = new();
    private readonly Dictionary<string, RunningNode> _nodes = [];

    private TestRegion()
    {
    }

    public string CoordinatorFolder => _folder["coordinator"];

    public CoordinatorServer? Coordinator { get; private set; }

    public static async Task<TestRegion> StartAsync(string extraOptions = "")
    {
        var region = new TestRegion();
        CoordinatorSetup.Init(region.CoordinatorFolder, "test-region", "127.0.0.1:0");
        await File.AppendAllTextAsync(Path.Combine(region.CoordinatorFolder, "coordinator.yaml"), extraOptions, TestContext.Current.CancellationToken);
        await region.StartCoordinatorAsync();
        return region;
    }

    public string FolderOf(string id) => _folder[id];

    public RunningNode this[string id] => _nodes[id];

    public async Task StartCoordinatorAsync() =>
        Coordinator = await CoordinatorServer.StartAsync(CoordinatorFolder, cancellationToken: TestContext.Current.CancellationToken);

    public async Task StopCoordinatorAsync()
    {
        if (Coordinator is { } running)
        {
            Coordinator = null;
            await running.DisposeAsync();
        }
    }

    public async Task<T> AsOperatorAsync<T>(Func<CoordinatorAdminClient, Task<T>> act)
    {
        using var admin = CoordinatorAdminClient.Open(CoordinatorFolder);
        return await act(admin);
    }

    public Task<string> TokenAsync(string id, bool preApproved = true) =>
        AsOperatorAsync(admin => admin.CreateTokenAsync(id, ["provider", "requester"], preApproved, cancellationToken: TestContext.Current.CancellationToken));

    /// <summary>Makes and joins a node; its table <c>people</c> has so many rows.</summary>
    public async Task<string> JoinAsync(string id, int rows = 0, string policy = "rules: []")
    {
        var folder = FolderOf(id);
        NodeSetup.Init(folder, id);
        await File.WriteAllTextAsync(Path.Combine(folder, "policy.yaml"), policy);
        if (rows > 0)
        {
            var lines = Enumerable.Range(0, rows).Select(i => $"{Ids.Resident(i)},x");
            await File.WriteAllLinesAsync(Path.Combine(folder, "people.csv"), ["id_number,usage", .. lines]);
            await File.AppendAllTextAsync(
                Path.Combine(folder, "node.yaml"),
                "data: {people: {kind: csv, path: people.csv, subjectColumn: id_number, columns: {usage: text}}}\n");
        }

        await NodeEnrolment.JoinAsync(folder, await TokenAsync(id), cancellationToken: TestContext.Current.CancellationToken);
        return folder;
    }

    public async Task<RunningNode> StartNodeAsync(string id, NodeHostSettings? settings = null)
    {
        var node = await RunningNode.StartAsync(
            FolderOf(id), settings ?? new NodeHostSettings { Link = Impatient, LogToConsole = false }, TestContext.Current.CancellationToken);
        _nodes[id] = node;
        return node;
    }

    public async Task StopNodeAsync(string id)
    {
        if (_nodes.Remove(id, out var node))
        {
            await node.DisposeAsync();
        }
    }

    public async Task<Job> CountAsync(string requester, long minimum, params string[] providers)
    {
        var job = await StartCountAsync(requester, minimum, providers);
        return await AsOperatorAsync(admin => admin.WatchJobAsync(job.JobId, cancellationToken: TestContext.Current.CancellationToken));
    }

    public Task<Job> StartCountAsync(string requester, long minimum, params string[] providers) => AsOperatorAsync(admin => admin.StartCountAsync(
        new StartCountRequest
        {
            RequestId = Guid.NewGuid().ToString("N"),
            Purpose = "statistics.people",
            Requester = requester,
            Targets = { providers.Select(p => $"{p}/people") },
            Minimum = minimum,
        },
        TestContext.Current.CancellationToken));

    public async ValueTask DisposeAsync()
    {
        foreach (var id in _nodes.Keys.ToArray())
        {
            await StopNodeAsync(id);
        }

        await StopCoordinatorAsync();
        _folder.Dispose();
    }
}
