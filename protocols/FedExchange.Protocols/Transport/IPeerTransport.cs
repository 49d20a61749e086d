namespace FedExchange.Protocols.Transport;

/// <summary>
/// Carries one request to a peer and its answer back. A protocol built on it knows no network: in production gRPC, direct or relayed;
/// in tests, benchmarks and samples <see cref="InMemoryNetwork"/>.
/// </summary>
public interface IPeerTransport
{
    /// <summary>Sends a request and waits for the answer.</summary>
    /// <param name="peer">Node id of the peer.</param>
    /// <param name="request">Bytes, normally sealed.</param>
    /// <param name="cancellationToken">Ends the wait; the peer may still have acted on the request.</param>
    /// <returns>The peer's answer.</returns>
    /// <exception cref="PeerUnreachableException">The request may or may not have arrived; asking again is safe for idempotent requests only.</exception>
    Task<ReadOnlyMemory<byte>> ExchangeAsync(string peer, ReadOnlyMemory<byte> request, CancellationToken cancellationToken);
}
