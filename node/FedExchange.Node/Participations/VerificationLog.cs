namespace FedExchange.Node.Participations;

/// <summary>Log lines of verifications. They name nodes and reasons, never a subject.</summary>
internal static partial class VerificationLog
{
    [LoggerMessage(EventId = 4001, Level = LogLevel.Error, Message = "The audit log cannot be written; requests are turned down until that is mended.")]
    public static partial void AuditUnavailable(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 4002, Level = LogLevel.Error, Message = "A register cannot be read.")]
    public static partial void RegisterUnavailable(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 4003, Level = LogLevel.Warning, Message = "The shares of {First} and {Second} do not fit together; both are asked to check their pair key.")]
    public static partial void ViewsDiffer(ILogger logger, string first, string second);

    [LoggerMessage(EventId = 4004, Level = LogLevel.Information, Message = "A verification under {Definition} ended without an answer: {Code} at {Provider}.")]
    public static partial void NoAnswer(ILogger logger, string definition, string code, string provider);

    [LoggerMessage(EventId = 4005, Level = LogLevel.Error, Message = "A verification failed because of an error in this node.")]
    public static partial void Failed(ILogger logger, Exception exception);

    [LoggerMessage(EventId = 4006, Level = LogLevel.Warning, Message = "The definition {Definition} does not fit this node's registers: {Problem}")]
    public static partial void Unusable(ILogger logger, string definition, string problem);
}
