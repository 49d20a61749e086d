using FedExchange.Protocols.Transport;

namespace FedExchange.Protocols.Tests.Transport;

public sealed class InMemoryNetworkTests
{
    [Fact]
    public async Task A_request_lost_on_the_way_there_is_never_handled_and_one_lost_on_the_way_back_is()
    {
        InMemoryNetwork network = new();
        int handled = 0;
        IPeerTransport asker = network.Join("a", (_, _, _) => Task.FromResult(ReadOnlyMemory<byte>.Empty));
        network.Join("b", (from, request, _) =>
        {
            handled++;
            Assert.Equal("a", from);
            return Task.FromResult<ReadOnlyMemory<byte>>(new byte[] { (byte)(request.Span[0] + 1) });
        });

        Assert.Equal([8], (await asker.ExchangeAsync("b", new byte[] { 7 }, TestContext.Current.CancellationToken)).ToArray());
        network.Interceptor = new Losing(there: true);
        await Assert.ThrowsAsync<PeerUnreachableException>(() => asker.ExchangeAsync("b", new byte[] { 7 }, TestContext.Current.CancellationToken));
        Assert.Equal(1, handled);
        network.Interceptor = new Losing(there: false);
        await Assert.ThrowsAsync<PeerUnreachableException>(() => asker.ExchangeAsync("b", new byte[] { 7 }, TestContext.Current.CancellationToken));
        Assert.Equal(2, handled);
    }

    [Fact]
    public async Task A_party_that_left_cannot_be_reached_until_it_joins_again()
    {
        InMemoryNetwork network = new();
        IPeerTransport asker = network.Join("a", (_, _, _) => Task.FromResult(ReadOnlyMemory<byte>.Empty));
        network.Join("b", (_, request, _) => Task.FromResult(request));
        network.Leave("b");
        await Assert.ThrowsAsync<PeerUnreachableException>(() => asker.ExchangeAsync("b", new byte[1], TestContext.Current.CancellationToken));
        network.Join("b", (_, request, _) => Task.FromResult(request));
        Assert.Equal(1, (await asker.ExchangeAsync("b", new byte[1], TestContext.Current.CancellationToken)).Length);
    }

    private sealed class Losing(bool there) : IInterceptor
    {
        public byte[]? OnRequest(Exchange exchange, byte[] request) => there ? null : request;

        public byte[]? OnAnswer(Exchange exchange, byte[] answer) => there ? answer : null;
    }
}
