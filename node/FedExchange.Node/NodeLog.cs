namespace FedExchange.Node;

/// <summary>The node's log lines: an interface that stewards and their tools read. Nothing of a subject, no secret, no key.</summary>
internal static partial class NodeLog
{
    [LoggerMessage(1, LogLevel.Information, "Node {NodeId} of region {Region} is ready in {Milliseconds} ms: API {Api}, peers {Peer}")]
    public static partial void Ready(ILogger logger, string nodeId, string region, long milliseconds, string api, string peer);

    [LoggerMessage(2, LogLevel.Information, "Node {NodeId} stopped")]
    public static partial void Stopped(ILogger logger, string nodeId);

    [LoggerMessage(3, LogLevel.Warning, "No policy in {File}: every request is refused until there is one")]
    public static partial void PolicyMissing(ILogger logger, string file);

    [LoggerMessage(4, LogLevel.Information, "Policy read: {Rules} rules are in force")]
    public static partial void PolicyRead(ILogger logger, int rules);

    [LoggerMessage(5, LogLevel.Error, "The policy cannot be used, so every request is refused until it is mended:\n{Problems}")]
    public static partial void PolicyInvalid(ILogger logger, string problems);

    [LoggerMessage(6, LogLevel.Warning, "Register: {Warning}")]
    public static partial void RegisterWarning(ILogger logger, string warning);

    [LoggerMessage(7, LogLevel.Error, "A background task of the node has ended unexpectedly; restart the node")]
    public static partial void BackgroundFailed(ILogger logger, Exception exception);

    [LoggerMessage(8, LogLevel.Warning, "Port {Last} of the peer endpoint is taken by another process; listening on {Port} from now on. Peers learn of it from the coordinator")]
    public static partial void PeerPortTaken(ILogger logger, int last, int port);

    [LoggerMessage(10, LogLevel.Information, "Link to the coordinator is up")]
    public static partial void LinkUp(ILogger logger);

    [LoggerMessage(11, LogLevel.Warning, "Link to the coordinator is down ({Reason}); next try in {Seconds:F1} s")]
    public static partial void LinkLost(ILogger logger, string reason, double seconds);

    [LoggerMessage(12, LogLevel.Information, "Member directory version {Version} is in force")]
    public static partial void DirectoryAccepted(ILogger logger, long version);

    [LoggerMessage(13, LogLevel.Error, "A member directory from the coordinator was refused, the present one stays in force: {Reason}")]
    public static partial void DirectoryRefused(ILogger logger, string reason);

    [LoggerMessage(14, LogLevel.Error, "A relayed request failed on this node")]
    public static partial void RelayedExchangeFailed(ILogger logger, Exception exception);

    [LoggerMessage(15, LogLevel.Warning, "The answer to a relayed request could not be sent, because the link was lost or is too slow; the asker will ask again")]
    public static partial void RelayedAnswerLost(ILogger logger);

    [LoggerMessage(20, LogLevel.Critical, "THIS NODE HAS BEEN ROLLED BACK: {What}. It refuses to answer. Stop it, restore its newest backup (audit folder and ledger.db together), start it again; without a backup ask the operator to suspend this member and enrol a new node")]
    public static partial void RolledBack(ILogger logger, string what);

    [LoggerMessage(21, LogLevel.Error, "The coordinator shows a checkpoint that this node never signed; tell the operator")]
    public static partial void WitnessForeign(ILogger logger);

    [LoggerMessage(22, LogLevel.Error, "The coordinator does not witness this node's checkpoint: {Reason}. Run 'fedx audit verify' and tell the operator")]
    public static partial void CheckpointRefused(ILogger logger, string reason);

    [LoggerMessage(30, LogLevel.Information, "Certificate renewed; it holds until {Until:u}")]
    public static partial void CertificateRenewed(ILogger logger, DateTime until);

    [LoggerMessage(31, LogLevel.Warning, "Certificate not renewed, it holds until {Until:u} and the node keeps trying: {Reason}")]
    public static partial void CertificateNotRenewed(ILogger logger, DateTime until, string reason);

    [LoggerMessage(40, LogLevel.Information, "Job {JobId}: step {Step} taken")]
    public static partial void JobStepTaken(ILogger logger, string jobId, string step);

    [LoggerMessage(41, LogLevel.Warning, "Job {JobId}: step {Step} refused ({Reason})")]
    public static partial void JobStepRefused(ILogger logger, string jobId, string step, string reason);

    [LoggerMessage(42, LogLevel.Error, "Job {JobId}: step {Step} failed on this node; it is tried again when the coordinator asks again")]
    public static partial void JobStepFailed(ILogger logger, string jobId, string step, Exception exception);

    [LoggerMessage(43, LogLevel.Warning, "A task from the coordinator names a job of {JobIdLength} and a step of {StepLength} characters and is ignored")]
    public static partial void TaskMalformed(ILogger logger, int jobIdLength, int stepLength);
}
