using FedExchange.Coordinator.Hosting;
using FedExchange.Wire;
using Microsoft.Extensions.DependencyInjection;

namespace FedExchange.Coordinator.Tests;

/// <summary>A region on a free port, in process, with its operator.</summary>
internal sealed class TestRegion : IAsyncDisposable
{
    private readonly TestDirectory _directory;
    private readonly List<IDisposable> _owned = [];

    private TestRegion(TestDirectory directory, CoordinatorServer server)
    {
        _directory = directory;
        Server = server;
        Admin = CoordinatorAdminClient.Open(directory.Path);
    }

    public CoordinatorServer Server { get; private set; }

    public CoordinatorAdminClient Admin { get; private set; }

    public string Path => _directory.Path;

    public T Part<T>()
        where T : notnull => Server.Services.GetRequiredService<T>();

    public static async Task<TestRegion> StartAsync(string? more = null, Action<IServiceCollection>? configure = null)
    {
        var directory = new TestDirectory();
        CoordinatorSetup.Init(directory.Path, "testland", "127.0.0.1:0");
        await File.AppendAllTextAsync(directory.File("coordinator.yaml"), "\n" + more + "\n");
        return new TestRegion(directory, await CoordinatorServer.StartAsync(directory.Path, configure));
    }

    /// <summary>A new coordinator on the files as a SIGKILL at this moment would leave them: copied under the running one, which is then thrown away.</summary>
    public async Task<TestRegion> KillAndRestartAsync()
    {
        var left = new TestDirectory();
        foreach (var file in System.IO.Directory.GetFiles(Path).Where(f => !f.EndsWith(".lock", StringComparison.Ordinal)))
        {
            File.Copy(file, left.File(System.IO.Path.GetFileName(file)));
        }

        var next = new List<IDisposable>(_owned);
        _owned.Clear();
        next.OfType<TestNode>().ToList().ForEach(n => n.DropLinks());
        await DisposeAsync();
        var region = new TestRegion(left, await CoordinatorServer.StartAsync(left.Path));
        region._owned.AddRange(next);
        return region;
    }

    /// <summary>A clean stop and start on the same directory.</summary>
    public async Task RestartAsync()
    {
        Admin.Dispose();
        await Server.DisposeAsync();
        Server = await CoordinatorServer.StartAsync(Path);
        Admin = CoordinatorAdminClient.Open(Path);
    }

    public async Task<TestNode> MemberAsync(string id, params string[] roles)
    {
        var token = await Admin.CreateTokenAsync(id, roles.Length == 0 ? ["provider", "requester"] : roles, preApproved: true);
        Assert.True(EnrolmentToken.TryParse(token, out var parsed));
        var node = new TestNode(id);
        _owned.Add(node);
        var joined = await node.JoinAsync(parsed!.Address, parsed.Secret);
        node.Accept(joined);
        return node;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var owned in _owned)
        {
            owned.Dispose();
        }

        Admin.Dispose();
        await Server.DisposeAsync();
        _directory.Dispose();
    }
}
