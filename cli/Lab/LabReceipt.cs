using System.Text.Json.Nodes;
using FedExchange.Cli.Commands;
using FedExchange.Cli.Connections;

namespace FedExchange.Cli.Lab;

/// <summary>Verifies a lab's receipt as somebody else would: with nothing but the signed directory.</summary>
internal static class LabReceipt
{
    /// <summary>Verifies.</summary>
    public static ReceiptReport Check(LabSession session, JsonNode receipt)
    {
        var requester = session.File.Jobs.OfType<LabVerifyJob>().Last().Requester;
        return ReceiptChecker.Check(receipt.ToJsonString(), MemberFolder.Open(session.Folder.Of(requester)).Directory);
    }
}
