using System.Collections.Concurrent;

namespace FedExchange.Protocols.Transport;

/// <summary>Joins parties within one process. Messages are copied, so that no party can see another's later changes.</summary>
public sealed class InMemoryNetwork
{
    private readonly ConcurrentDictionary<string, Func<string, ReadOnlyMemory<byte>, CancellationToken, Task<ReadOnlyMemory<byte>>>> _parties = new();
    private long _exchanges;

    /// <summary>Sees every message; null lets all pass. May be changed at any time.</summary>
    public IInterceptor? Interceptor { get; set; }

    /// <summary>Puts a party on the network, or in the place of the one that had this id (a restarted node).</summary>
    /// <param name="party">Node id.</param>
    /// <param name="handler">Answers a request: sender's id, bytes, cancellation.</param>
    public IPeerTransport Join(string party, Func<string, ReadOnlyMemory<byte>, CancellationToken, Task<ReadOnlyMemory<byte>>> handler)
    {
        _parties[party] = handler;
        return new Port(this, party);
    }

    /// <summary>Takes a party off the network: requests to it fail until it joins again.</summary>
    /// <param name="party">Node id.</param>
    public void Leave(string party) => _parties.TryRemove(party, out _);

    private async Task<ReadOnlyMemory<byte>> ExchangeAsync(string from, string to, ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        Exchange exchange = new(from, to, Interlocked.Increment(ref _exchanges) - 1);
        IInterceptor? interceptor = Interceptor;
        byte[] sent = request.ToArray();
        byte[] arriving = interceptor is null
            ? sent
            : interceptor.OnRequest(exchange, sent) ?? throw new PeerUnreachableException(to, "the request was lost on the way there.");
        if (!_parties.TryGetValue(to, out var handler))
        {
            throw new PeerUnreachableException(to, "it is not on the network.");
        }

        byte[] answer = (await handler(from, arriving, cancellationToken).ConfigureAwait(false)).ToArray();
        return interceptor is null
            ? answer
            : interceptor.OnAnswer(exchange, answer) ?? throw new PeerUnreachableException(to, "the answer was lost on the way back.");
    }

    private sealed class Port(InMemoryNetwork network, string party) : IPeerTransport
    {
        public Task<ReadOnlyMemory<byte>> ExchangeAsync(string peer, ReadOnlyMemory<byte> request, CancellationToken cancellationToken) =>
            network.ExchangeAsync(party, peer, request, cancellationToken);
    }
}
