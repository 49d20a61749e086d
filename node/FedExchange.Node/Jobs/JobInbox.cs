using System.Collections.Concurrent;
using FedExchange.Node.Links;
using FedExchange.Wire.Link.V1;
using FedExchange.Wire.Session.V1;

namespace FedExchange.Node.Jobs;

/// <summary>
/// Takes the coordinator's tasks: each step once, its report stored before it is sent. A repeated task gets the first report; a step that failed
/// has no report and is taken again when the coordinator repeats it.
/// </summary>
internal sealed class JobInbox(IEnumerable<IJobParticipation> participations, ReportOutbox outbox, NodeHealth health, ILogger<JobInbox> logger)
{
    private const int LongestName = 128;

    /// <summary>Steps under way at once; a further task is passed over, since the coordinator repeats it until it is reported.</summary>
    private const int MostRunning = 64;

    private readonly Dictionary<string, IJobParticipation> _byKind = participations.ToDictionary(p => p.Kind, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Job, string Step), bool> _running = new();

    /// <summary>Takes a task; its report goes over the connection it came by, and again over the next if no acknowledgement comes.</summary>
    public void Accept(JobTask task, LinkConnection connection, CancellationToken cancellationToken)
    {
        if (task.JobId.Length is 0 or > LongestName || task.Step.Length is 0 or > LongestName)
        {
            NodeLog.TaskMalformed(logger, task.JobId.Length, task.Step.Length);
            return;
        }

        if (_running.Count < MostRunning && _running.TryAdd((task.JobId, task.Step), true))
        {
            _ = Task.Run(() => WorkAsync(task, connection, cancellationToken), CancellationToken.None);
        }
    }

    /// <summary>The coordinator has stored a report.</summary>
    public void Acknowledge(JobReportAck ack) => outbox.Acknowledge(ack.JobId, ack.Step);

    /// <summary>Sends what has not been acknowledged, after a reconnect.</summary>
    public void ResendReports(LinkConnection connection)
    {
        foreach (var report in outbox.Unacknowledged())
        {
            connection.TrySend(new ConnectRequest { Report = report });
        }
    }

    private async Task WorkAsync(JobTask task, LinkConnection connection, CancellationToken cancellationToken)
    {
        JobReport? report = null;
        try
        {
            report = outbox.Find(task.JobId, task.Step) ?? Keep(await TakeAsync(task, cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The node is stopping; the coordinator asks again.
        }
        catch (Exception e)
        {
            NodeLog.JobStepFailed(logger, task.JobId, task.Step, e);
        }
        finally
        {
            _running.TryRemove((task.JobId, task.Step), out _);
        }

        if (report is not null)
        {
            connection.TrySend(new ConnectRequest { Report = report }); // a report that finds no way is sent again after the next welcome
        }
    }

    // A refusal that may pass is told and not kept: the coordinator asks again, and the step is then taken anew.
    private JobReport Keep(JobReport report) => report is { OutcomeCase: JobReport.OutcomeOneofCase.Refusal, Refusal.Retryable: true } ? report : outbox.Store(report);

    private async Task<JobReport> TakeAsync(JobTask task, CancellationToken cancellationToken)
    {
        var report = !health.MayAnswer
            ? Refuse(task, "NODE_ROLLED_BACK", "This node's audit log has been rolled back; its officer has to restore it first.", retryable: true)
            : !_byKind.TryGetValue(task.Kind, out var participation)
                ? Refuse(task, "JOB_KIND_UNKNOWN", "This node does not take part in jobs of this kind; update it.", retryable: false)
                : await participation.TakeAsync(task, cancellationToken);
        if (report.OutcomeCase == JobReport.OutcomeOneofCase.Refusal)
        {
            NodeLog.JobStepRefused(logger, task.JobId, task.Step, report.Refusal.Reason);
        }
        else
        {
            NodeLog.JobStepTaken(logger, task.JobId, task.Step);
        }

        return report;
    }

    /// <summary>A report that says no.</summary>
    internal static JobReport Refuse(JobTask task, string reason, string detail, bool retryable) => new()
    {
        JobId = task.JobId,
        Step = task.Step,
        Refusal = new PeerRefusal { Reason = reason, Detail = detail, Retryable = retryable },
    };
}
