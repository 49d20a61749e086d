using FedExchange.Coordinator.Directory;
using FedExchange.Coordinator.Jobs;
using FedExchange.Coordinator.Witness;
using FedExchange.Wire.Link.V1;
using FedExchange.Wire.Session.V1;
using Google.Protobuf;

namespace FedExchange.Coordinator.Links;

/// <summary>What the coordinator does with a node's frames.</summary>
internal sealed class LinkFrameHandler(
    DirectoryRegistry directory, LinkTable links, CheckpointWitness witness, IGrainFactory grains, ILogger<LinkFrameHandler> log)
{
    private const int LongestJobId = 64;

    /// <summary>Handles one frame. Exchanges go on beside the reader; everything else is done in the order of arrival.</summary>
    public async Task HandleAsync(LinkSession session, ConnectRequest frame)
    {
        switch (frame.FrameCase)
        {
            case ConnectRequest.FrameOneofCase.Exchange:
                await BeginExchangeAsync(session, frame.Exchange);
                break;
            case ConnectRequest.FrameOneofCase.Answer:
                session.Answer(frame.Answer);
                break;
            case ConnectRequest.FrameOneofCase.Report:
                await TakeReportAsync(session, frame.Report);
                break;
            case ConnectRequest.FrameOneofCase.Checkpoint when directory.Current.Directory.FindActive(session.Node) is { } member:
                var ack = await witness.WitnessAsync(member, frame.Checkpoint);
                await session.SendAsync(new ConnectResponse { CheckpointAck = ack });
                break;
            case ConnectRequest.FrameOneofCase.Heartbeat:
                break;
            default:
                log.FrameRefused(session.Node, frame.FrameCase.ToString());
                break;
        }
    }

    private async Task BeginExchangeAsync(LinkSession session, RelayedExchange exchange)
    {
        if (!session.TryEnterExchange())
        {
            await AnswerAsync(session, exchange.CorrelationId, RelayFaults.Busy(exchange.Frame?.To ?? ""));
            return;
        }

        _ = RelayAsync(session, exchange);
    }

    private async Task RelayAsync(LinkSession session, RelayedExchange exchange)
    {
        try
        {
            await AnswerAsync(session, exchange.CorrelationId, await DeliverAsync(session, exchange.Frame));
        }
        catch (OperationCanceledException)
        {
            // The asking node is gone; it asks again when it is back.
        }
#pragma warning disable CA1031 // Nobody awaits this task; the asking node runs into its own deadline.
        catch (Exception e)
#pragma warning restore CA1031
        {
            log.FrameFailed(session.Node, e);
        }
        finally
        {
            session.LeaveExchange();
        }
    }

    private async Task<ExchangeResponse> DeliverAsync(LinkSession session, SealedFrame? frame)
    {
        if (frame is null || frame.From != session.Node)
        {
            return RelayFaults.Foreign(session.Node);
        }

        var size = frame.CalculateSize();
        if (size > LinkLimits.LargestFrame)
        {
            return RelayFaults.TooLarge();
        }

        if (directory.Current.Directory.FindActive(frame.To) is null)
        {
            return RelayFaults.Unknown(frame.To);
        }

        links.TrafficOf(session.Node).Count(size);
        try
        {
            var answer = await grains.GetGrain<INodeLinkGrain>(frame.To).AskAsync(new LinkFrame(frame.ToByteArray()));
            return ExchangeResponse.Parser.ParseFrom(answer.Bytes);
        }
        catch (TimeoutException)
        {
            return RelayFaults.TimedOut(frame.To);
        }
    }

    private async Task TakeReportAsync(LinkSession session, JobReport report)
    {
        if (report.JobId.Length is 0 or > LongestJobId || JobReports.Read(session.Node, report) is not { } happened)
        {
            // Acknowledged all the same: a node that sends it again would only send the same.
            log.FrameRefused(session.Node, "a job report that cannot be read");
        }
        else
        {
            try
            {
                await grains.GetGrain<IJobGrain>(report.JobId).ApplyAsync(happened);
            }
#pragma warning disable CA1031 // Not stored, so not acknowledged: the node sends it again.
            catch (Exception e)
#pragma warning restore CA1031
            {
                log.FrameFailed(session.Node, e);
                return;
            }
        }

        await session.SendAsync(new ConnectResponse { ReportAck = new JobReportAck { JobId = report.JobId, Step = report.Step } });
    }

    private static ValueTask AnswerAsync(LinkSession session, string correlation, ExchangeResponse response) =>
        session.SendAsync(new ConnectResponse { Answer = new RelayedAnswer { CorrelationId = correlation, Response = response } });
}
