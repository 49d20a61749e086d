using FedExchange.Wire.Session.V1;

namespace FedExchange.Node.Peers;

/// <summary>Log lines of the peer layer. They name nodes and reasons, never a subject.</summary>
internal static partial class PeerLog
{
    [LoggerMessage(EventId = 3001, Level = LogLevel.Warning, Message = "A frame from {Sender} was turned down: not a member in good standing.")]
    public static partial void UnknownSender(ILogger logger, string sender);

    [LoggerMessage(EventId = 3002, Level = LogLevel.Warning, Message = "A frame from {Sender} could not be opened.")]
    public static partial void UnsealFailed(ILogger logger, string sender, Exception exception);

    [LoggerMessage(EventId = 3003, Level = LogLevel.Warning, Message = "A frame from {Sender} carries a signature that is not by its key in the directory.")]
    public static partial void BadSignature(ILogger logger, string sender);

    [LoggerMessage(EventId = 3004, Level = LogLevel.Error, Message = "Answering a {Kind} of {Sender} failed.")]
    public static partial void ProtocolFailed(ILogger logger, PeerMessageKind kind, string sender, Exception exception);

    [LoggerMessage(EventId = 3005, Level = LogLevel.Warning, Message = "The answer of {Peer} could not be opened.")]
    public static partial void BadReply(ILogger logger, string peer, Exception exception);

    [LoggerMessage(EventId = 3006, Level = LogLevel.Information, Message = "{Peer} does not take direct connections at present; frames go through the relay.")]
    public static partial void DirectPathDown(ILogger logger, string peer, Exception exception);

    [LoggerMessage(EventId = 3007, Level = LogLevel.Information, Message = "No answer from {Peer} to the first attempt ({Why}); the same frame is sent once more.")]
    public static partial void SendingAgain(ILogger logger, string peer, string why);

    [LoggerMessage(EventId = 3008, Level = LogLevel.Information, Message = "A pair key with {Peer} is established.")]
    public static partial void PairKeyEstablished(ILogger logger, string peer);

    [LoggerMessage(EventId = 3009, Level = LogLevel.Warning, Message = "No pair key with {Peer} yet: {Reason}. It is tried again in the background and on demand.")]
    public static partial void PairKeyMissing(ILogger logger, string peer, string reason);

    [LoggerMessage(EventId = 3010, Level = LogLevel.Warning, Message = "A direct caller was turned down: {Why}")]
    public static partial void CallerRefused(ILogger logger, string why);

    [LoggerMessage(EventId = 3011, Level = LogLevel.Error, Message = "The directory's seal key of {Peer} cannot be used, so nothing can be asked of that node.")]
    public static partial void SealKeyUnusable(ILogger logger, string peer, Exception exception);
}
