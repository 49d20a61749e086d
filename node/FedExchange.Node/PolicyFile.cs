using FedExchange.Governance.Policy;

namespace FedExchange.Node;

/// <summary>
/// The officer's policy, read again when the file changes, so that an edit counts without a restart. A file that is missing or wrong
/// allows nothing: a typing mistake must not keep alive what the officer wanted to end.
/// </summary>
internal sealed class PolicyFile(string path, TimeProvider time, ILogger<PolicyFile> logger)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private NodePolicy? _policy;
    private (DateTime Written, long Length)? _stamp;
    private DateTimeOffset _looked = DateTimeOffset.MinValue;

    /// <summary>The policy in force; null allows nothing.</summary>
    public NodePolicy? Current
    {
        get
        {
            lock (_gate)
            {
                var now = time.GetUtcNow();
                if (now - _looked >= LookEvery || now < _looked)
                {
                    _looked = now;
                    Refresh();
                }

                return _policy;
            }
        }
    }

    /// <summary>Reads the file for the start of the node, where a mistake should stop the officer rather than her citizens.</summary>
    /// <exception cref="NodeException">POLICY_INVALID with every problem and its line.</exception>
    public void Load()
    {
        lock (_gate)
        {
            try
            {
                (_policy, _stamp) = (File.Exists(path) ? Read() : null, Stamp());
            }
            catch (PolicyException e)
            {
                throw new NodeException("POLICY_INVALID", e.Message, e);
            }
        }

        if (_policy is null)
        {
            NodeLog.PolicyMissing(logger, Path.GetFileName(path));
        }
    }

    private void Refresh()
    {
        try
        {
            var stamp = Stamp();
            if (stamp == _stamp)
            {
                return;
            }

            (_policy, _stamp) = (null, stamp);
            _policy = stamp is null ? null : Read();
            NodeLog.PolicyRead(logger, _policy?.Rules.Count ?? 0);
        }
        catch (Exception e) when (e is PolicyException or IOException or UnauthorizedAccessException)
        {
            // What could not be opened may open later without having changed: it is tried again.
            (_policy, _stamp) = (null, e is PolicyException ? _stamp : null);
            NodeLog.PolicyInvalid(logger, e.Message);
        }
    }

    private NodePolicy Read() => NodePolicy.Parse(File.ReadAllBytes(path), Path.GetFileName(path));

    private (DateTime, long)? Stamp() => new FileInfo(path) is { Exists: true } file ? (file.LastWriteTimeUtc, file.Length) : null;
}
