namespace FedExchange.Cli.Lab;

/// <summary>What one party had to do with the jobs.</summary>
/// <param name="Id">Node id, or "coordinator".</param>
/// <param name="Title">Name for people.</param>
/// <param name="TitleZh">Name in Chinese.</param>
/// <param name="Role">Roles in words.</param>
/// <param name="Saw">Kinds of information that reached it.</param>
/// <param name="SawZh">The same in Chinese.</param>
/// <param name="BytesReceived">Sealed bytes that reached it from other parties; for the coordinator, bytes it relayed.</param>
/// <param name="BytesSent">Sealed bytes it sent to other parties; for the coordinator, the same bytes passed on.</param>
/// <param name="Messages">Messages received, by kind.</param>
internal sealed record LabParty(
    string Id,
    string Title,
    string TitleZh,
    string Role,
    IReadOnlyList<string> Saw,
    IReadOnlyList<string> SawZh,
    long BytesReceived,
    long BytesSent,
    IReadOnlyDictionary<string, long> Messages);
