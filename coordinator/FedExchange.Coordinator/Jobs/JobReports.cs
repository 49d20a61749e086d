using FedExchange.Protocols.Aggregation;
using FedExchange.Wire.Link.V1;
using FedExchange.Wire.Statistics.V1;
using Google.Protobuf;

namespace FedExchange.Coordinator.Jobs;

/// <summary>Reads what a node reports.</summary>
internal static class JobReports
{
    private const int HashLength = 32;

    /// <summary>The event that a report tells; null when the report cannot be read.</summary>
    public static JobEvent? Read(string node, JobReport report) => report.OutcomeCase switch
    {
        JobReport.OutcomeOneofCase.Refusal => new JobEvent.Declined(
            node, report.Step, Short(report.Refusal.Reason, 64), Short(report.Refusal.Detail, 500), report.Refusal.Retryable),
        JobReport.OutcomeOneofCase.Payload => ReadPayload(node, report.Step, report.Payload),
        _ => null,
    };

    private static JobEvent? ReadPayload(string node, string step, ByteString payload)
    {
        try
        {
            switch (step)
            {
                case JobSteps.Accept:
                    var acceptance = CountAcceptance.Parser.ParseFrom(payload);
                    return acceptance.PlanHash.Length == HashLength ? new JobEvent.Accepted(node, acceptance.PlanHash.ToByteArray()) : null;
                case JobSteps.Contribute:
                    var part = CountContribution.Parser.ParseFrom(payload);
                    return part.PlanHash.Length == HashLength && part.PairChecks.All(check => check.Length == MaskedSum.CheckLength)
                        ? new JobEvent.Contributed(node, part.PlanHash.ToByteArray(), part.MaskedCount, [.. part.PairChecks.Select(check => check.ToByteArray())])
                        : null;
                default:
                    return null;
            }
        }
        catch (InvalidProtocolBufferException)
        {
            return null; // the caller says that the report cannot be read
        }
    }

    private static string Short(string text, int length) => text.Length <= length ? text : text[..length];
}
