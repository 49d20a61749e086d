using FedExchange.Wire.Link.V1;
using FedExchange.Wire.Session.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FedExchange.Coordinator.Tests;

/// <summary>One connection of a test node.</summary>
internal sealed class TestLink(TestNode node, AsyncDuplexStreamingCall<ConnectRequest, ConnectResponse> call) : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    public LinkWelcome Welcome { get; set; } = new();

    public Task SendAsync(ConnectRequest frame) => call.RequestStream.WriteAsync(frame);

    /// <summary>The next frame of a kind; frames of other kinds on the way are dropped.</summary>
    public async Task<ConnectResponse> NextAsync(ConnectResponse.FrameOneofCase kind)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (await call.ResponseStream.MoveNext(patience.Token))
        {
            if (call.ResponseStream.Current.FrameCase == kind)
            {
                return call.ResponseStream.Current;
            }
        }

        throw new InvalidOperationException($"The link of {node.Id} ended before a frame {kind}.");
    }

    /// <summary>Reads until the coordinator ends the link.</summary>
    public async Task<RpcException> EndAsync() => await Assert.ThrowsAsync<RpcException>(() => NextAsync(ConnectResponse.FrameOneofCase.None));

    public Task AskAsync(string correlation, string to, int size = 100, string? from = null) => SendAsync(new ConnectRequest
    {
        Exchange = new RelayedExchange
        {
            CorrelationId = correlation,
            Frame = new SealedFrame { From = from ?? node.Id, To = to, EncapsulatedKey = ByteString.CopyFrom(new byte[10]), Ciphertext = ByteString.CopyFrom(new byte[size]) },
        },
    });

    /// <summary>Answers relayed exchanges with their ciphertext until the link ends.</summary>
    public async Task EchoAsync()
    {
        try
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None))
            {
                if (call.ResponseStream.Current is { FrameCase: ConnectResponse.FrameOneofCase.Exchange } frame)
                {
                    await SendAsync(new ConnectRequest
                    {
                        Answer = new RelayedAnswer
                        {
                            CorrelationId = frame.Exchange.CorrelationId,
                            Response = new ExchangeResponse { SealedReply = frame.Exchange.Frame.Ciphertext },
                        },
                    });
                }
            }
        }
        catch (Exception e) when (e is RpcException or InvalidOperationException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    public async Task<RelayedAnswer> AnswerAsync() => (await NextAsync(ConnectResponse.FrameOneofCase.Answer)).Answer;

    public void Dispose() => call.Dispose();
}
