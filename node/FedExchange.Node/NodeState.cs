using FedExchange.Crypto.Randomness;
using FedExchange.Governance.Audit;
using FedExchange.Governance.Directory;
using FedExchange.Governance.Policy;
using FedExchange.Node.Identity;
using FedExchange.Node.Jobs;
using FedExchange.Registers;

namespace FedExchange.Node;

/// <summary>Everything of a node that lives in files: opened in order, closed in reverse.</summary>
internal sealed class NodeState : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _open = [];

    /// <summary>Where things are.</summary>
    public required NodePaths Paths { get; init; }

    /// <summary>node.yaml.</summary>
    public required NodeOptions Options { get; init; }

    /// <summary>Keys and certificate.</summary>
    public required NodeIdentity Identity { get; init; }

    /// <summary>Members, keys, definitions.</summary>
    public required DirectoryStore Directory { get; init; }

    /// <summary>The audit log.</summary>
    public required AuditLog Log { get; init; }

    /// <summary>The registers.</summary>
    public required RecordStore Records { get; init; }

    /// <summary>The officer's approvals.</summary>
    public required DefinitionApprovals Approvals { get; init; }

    /// <summary>Pseudonyms of subjects in audit entries.</summary>
    public required SubjectKeys SubjectKeys { get; init; }

    /// <summary>Reports on job steps.</summary>
    public required ReportOutbox Outbox { get; init; }

    /// <summary>Opens the files of a node.</summary>
    /// <exception cref="NodeException">With what to do; registers, directory and log have exceptions of their own.</exception>
    public static async Task<NodeState> OpenAsync(NodePaths paths, NodeOptions options, TimeProvider time, IRandomSource random, CancellationToken cancellationToken)
    {
        var open = new List<IAsyncDisposable>();
        try
        {
            Keep(Hold(paths));
            File.Delete(paths.RunFile); // left over from a crash: it would name addresses that nobody answers at
            var identity = Keep(NodeIdentity.Load(paths.Root));
            if (identity.NodeId != options.NodeId)
            {
                throw new NodeException("NODE_ID_CHANGED", $"node.yaml says '{options.NodeId}', but this node has joined as '{identity.NodeId}': write that id into node.yaml.");
            }

            // Registers may have to be imported, which takes longest: it goes on while the rest is opened.
            var opening = RecordStore.OpenAsync(
                options.Data, paths.Root, new ImportOptions { Directory = paths.Registers, TimeProvider = time }, cancellationToken);
            var directory = DirectoryStore.Open(paths.DirectoryFile, identity.Region, identity.DirectoryKey);
            var log = AuditLog.Open(new AuditLogOptions
            {
                Directory = paths.Audit,
                LedgerPath = paths.Ledger,
                Origin = $"{identity.Region}/{identity.NodeId}/audit",
                LogKey = identity.LogKey,
                TimeProvider = time,
                Random = random,
            });
            open.Add(log);
            var approvals = DefinitionApprovals.Open(paths.Approvals);
            var subjects = Keep(SubjectKeys.FromLogKey(identity.LogKey));
            var outbox = Keep(ReportOutbox.Open(paths.Database, time));
            var records = await opening;
            open.Add(records);
            var state = new NodeState
            {
                Paths = paths,
                Options = options,
                Identity = identity,
                Directory = directory,
                Log = log,
                Records = records,
                Approvals = approvals,
                SubjectKeys = subjects,
                Outbox = outbox,
            };
            state._open.AddRange(open);
            return state;
        }
        catch
        {
            await CloseAsync(open);
            throw;
        }

        T Keep<T>(T item)
            where T : IDisposable
        {
            open.Add(new Closing(item));
            return item;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => CloseAsync(_open);

    private static FileStream Hold(NodePaths paths)
    {
        try
        {
            return new FileStream(paths.LockFile, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new NodeException("NODE_RUNNING", $"Another process runs the node in {paths.Root}: stop it first (its process id stands in run.json).", e);
        }
    }

    private static async ValueTask CloseAsync(List<IAsyncDisposable> open)
    {
        for (var i = open.Count - 1; i >= 0; i--)
        {
            await open[i].DisposeAsync();
        }

        open.Clear();
    }

    private sealed class Closing(IDisposable item) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            item.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
