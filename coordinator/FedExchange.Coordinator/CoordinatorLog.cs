namespace FedExchange.Coordinator;

/// <summary>Every line the coordinator logs: node ids, job ids and counts; never a token, a frame or a sum.</summary>
internal static partial class CoordinatorLog
{
    [LoggerMessage(1, LogLevel.Information, "Coordinator of region {Region} listens on {Address}, directory version {Version}")]
    public static partial void Listening(this ILogger log, string region, string address, long version);

    [LoggerMessage(2, LogLevel.Information, "Coordinator stopped")]
    public static partial void Stopped(this ILogger log);

    [LoggerMessage(3, LogLevel.Warning, "The port {Port} of the last run is taken; nodes must learn the new address")]
    public static partial void PortTaken(this ILogger log, int port);

    [LoggerMessage(10, LogLevel.Information, "{Node} asks to join (pre-approved: {PreApproved})")]
    public static partial void JoinRequested(this ILogger log, string node, bool preApproved);

    [LoggerMessage(11, LogLevel.Warning, "A join with the token for {Node} was refused: {Reason}")]
    public static partial void JoinRefused(this ILogger log, string node, string reason);

    [LoggerMessage(12, LogLevel.Information, "Enrolment of {Node} is {State}")]
    public static partial void EnrolmentDecided(this ILogger log, string node, string state);

    [LoggerMessage(20, LogLevel.Information, "Directory version {Version} is in force: {Members} members, {Definitions} definitions")]
    public static partial void DirectoryInForce(this ILogger log, long version, int members, int definitions);

    [LoggerMessage(21, LogLevel.Error, "The directory could not be signed anew; it is tried again in an hour")]
    public static partial void DirectoryNotRenewed(this ILogger log, Exception exception);

    [LoggerMessage(30, LogLevel.Information, "Link of {Node} is up (connection {Session})")]
    public static partial void LinkUp(this ILogger log, string node, long session);

    [LoggerMessage(31, LogLevel.Information, "Link of {Node} is down (connection {Session}): {Reason}")]
    public static partial void LinkDown(this ILogger log, string node, long session, string reason);

    [LoggerMessage(32, LogLevel.Warning, "{Node} sent a frame that cannot be used: {Reason}")]
    public static partial void FrameRefused(this ILogger log, string node, string reason);

    [LoggerMessage(33, LogLevel.Warning, "Frames of {Node} could not be handled")]
    public static partial void FrameFailed(this ILogger log, string node, Exception exception);

    [LoggerMessage(34, LogLevel.Debug, "The end of a connection of {Node} could not be noted: {Error}")]
    public static partial void CloseNotNoted(this ILogger log, string node, string error);

    [LoggerMessage(40, LogLevel.Warning, "A checkpoint of {Node} was refused: {Reason}")]
    public static partial void CheckpointRefused(this ILogger log, string node, string reason);

    [LoggerMessage(50, LogLevel.Information, "Job {Job} began with {Providers} providers")]
    public static partial void JobBegan(this ILogger log, string job, int providers);

    [LoggerMessage(51, LogLevel.Information, "Job {Job} ended: {State}")]
    public static partial void JobEnded(this ILogger log, string job, string state);

    [LoggerMessage(52, LogLevel.Information, "{Count} open jobs go on")]
    public static partial void JobsResumed(this ILogger log, int count);

    [LoggerMessage(53, LogLevel.Warning, "Job {Job} could not be driven; its timer tries again")]
    public static partial void JobNotDriven(this ILogger log, string job, Exception exception);
}
