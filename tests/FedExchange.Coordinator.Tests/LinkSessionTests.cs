using FedExchange.Coordinator.Links;
using FedExchange.Wire.Link.V1;
using FedExchange.Wire.Session.V1;
using Google.Protobuf;
using Microsoft.Extensions.Time.Testing;

namespace FedExchange.Coordinator.Tests;

public sealed class LinkSessionTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task A_node_that_does_not_read_costs_a_fixed_number_of_bytes()
    {
        using var session = Session(new LinkLimits { QueuedBytes = 2500 });
        _ = session.AskAsync(Frame(1000));
        _ = session.AskAsync(Frame(1000));
        Assert.Equal("RELAY_BUSY", (await session.AskAsync(Frame(1000))).Fault.Reason);
    }

    [Fact]
    public async Task A_full_queue_refuses_exchanges_at_once()
    {
        using var session = Session(new LinkLimits { QueuedFrames = 1 });
        Assert.True(session.TrySend(new ConnectResponse()));
        Assert.False(session.TrySend(new ConnectResponse()));
        Assert.Equal("RELAY_BUSY", (await session.AskAsync(Frame(10))).Fault.Reason);
    }

    [Fact]
    public async Task A_node_that_makes_no_room_for_an_acknowledgement_loses_the_connection()
    {
        using var session = Session(new LinkLimits { QueuedFrames = 1 });
        session.TrySend(new ConnectResponse());
        var waiting = session.SendAsync(new ConnectResponse()).AsTask();
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(waiting.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal("SLOW_READER", session.EndReason);
    }

    [Fact]
    public async Task An_exchange_ends_with_its_answer_its_timeout_or_its_connection()
    {
        using var session = Session(new LinkLimits());
        var answered = session.AskAsync(Frame(10));
        session.Answer(new RelayedAnswer { CorrelationId = "1", Response = new ExchangeResponse { SealedReply = ByteString.CopyFrom(7) } });
        Assert.Equal(ByteString.CopyFrom(7), (await answered).SealedReply);

        var late = session.AskAsync(Frame(10));
        _time.Advance(TimeSpan.FromSeconds(21));
        Assert.Equal("PEER_TIMEOUT", (await late).Fault.Reason);

        var cut = session.AskAsync(Frame(10));
        session.End("REPLACED");
        session.End("STOPPING");
        Assert.Equal("PEER_UNREACHABLE", (await cut).Fault.Reason);
        Assert.Equal("PEER_UNREACHABLE", (await session.AskAsync(Frame(10))).Fault.Reason);
        Assert.Equal("REPLACED", session.EndReason);
        Assert.False(session.TrySend(new ConnectResponse()));
    }

    [Fact]
    public void A_session_that_was_disposed_of_can_still_be_ended()
    {
        var session = Session(new LinkLimits());
        session.Dispose();
        session.End("REPLACED");
        session.Dispose();
    }

    private static SealedFrame Frame(int size) => new() { From = "a", To = "b", Ciphertext = ByteString.CopyFrom(new byte[size]) };

    private LinkSession Session(LinkLimits limits) => new("b", 1, limits, _time, CancellationToken.None);
}
