using System.Collections.Concurrent;

namespace FedExchange.Coordinator.Links;

/// <summary>The connections that this process holds, and what each node has relayed since the start.</summary>
internal sealed class LinkTable(TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Node, long Session), LinkSession> _sessions = new();
    private readonly ConcurrentDictionary<string, LinkTraffic> _traffic = new(StringComparer.Ordinal);
    private long _lastSession = time.GetUtcNow().ToUnixTimeMilliseconds() << 10;

    /// <summary>A number above all earlier ones, also those of an earlier process.</summary>
    public long NextSession() => Interlocked.Increment(ref _lastSession);

    public void Add(LinkSession session) => _sessions[(session.Node, session.Number)] = session;

    public void Remove(LinkSession session) => _sessions.TryRemove((session.Node, session.Number), out _);

    public LinkSession? Find(string node, long session) => _sessions.GetValueOrDefault((node, session));

    public IReadOnlyCollection<string> ConnectedNodes() => [.. _sessions.Keys.Select(k => k.Node).Distinct(StringComparer.Ordinal)];

    public LinkTraffic TrafficOf(string node) => _traffic.GetOrAdd(node, _ => new LinkTraffic());

    public void EndAll(string reason)
    {
        foreach (var session in _sessions.Values)
        {
            session.End(reason);
        }
    }
}
