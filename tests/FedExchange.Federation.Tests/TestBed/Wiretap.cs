using FedExchange.Protocols.Transport;
using FedExchange.Wire.Session.V1;

namespace FedExchange.Federation.Tests.TestBed;

/// <summary>Sits on the network: sees, changes or loses each frame there and each response back.</summary>
internal sealed class Wiretap : IInterceptor
{
    private readonly Lock _gate = new();
    private readonly List<Passed> _passed = [];

    /// <summary>Changes or loses (null) a frame on its way there.</summary>
    public Func<SealedFrame, SealedFrame?> There { get; set; } = frame => frame;

    /// <summary>Changes or loses (null) a response on its way back to the sender of the frame: from, to, response.</summary>
    public Func<string, string, ExchangeResponse, ExchangeResponse?> Back { get; set; } = (_, _, response) => response;

    /// <summary>Everything that passed so far.</summary>
    public IReadOnlyList<Passed> All
    {
        get
        {
            lock (_gate)
            {
                return [.. _passed];
            }
        }
    }

    /// <summary>Forgets what passed and lets everything through again.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            _passed.Clear();
        }

        There = frame => frame;
        Back = (_, _, response) => response;
    }

    public byte[]? OnRequest(Exchange exchange, byte[] request)
    {
        Note(new Passed(exchange.From, exchange.To, true, request));
        return There(SealedFrame.Parser.ParseFrom(request)) is { } frame ? Google.Protobuf.MessageExtensions.ToByteArray(frame) : null;
    }

    public byte[]? OnAnswer(Exchange exchange, byte[] answer)
    {
        Note(new Passed(exchange.From, exchange.To, false, answer));
        return Back(exchange.From, exchange.To, ExchangeResponse.Parser.ParseFrom(answer)) is { } response
            ? Google.Protobuf.MessageExtensions.ToByteArray(response)
            : null;
    }

    private void Note(Passed passed)
    {
        lock (_gate)
        {
            _passed.Add(passed);
        }
    }

    /// <summary>One message as it was sent.</summary>
    internal sealed record Passed(string From, string To, bool IsRequest, byte[] Bytes);
}
