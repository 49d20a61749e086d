using FedExchange.Governance.Audit;
using FedExchange.Wire.Admin.V1;

namespace FedExchange.Cli.Lab;

/// <summary>Asks every party of a lab how much it had to do with the jobs, and says of which kind it was.</summary>
internal static class LabParties
{
    /// <summary>Asks while all still run.</summary>
    public static async Task<IReadOnlyList<LabParty>> ReadAsync(LabSession session, CancellationToken cancellationToken)
    {
        var parties = new List<LabParty>();
        foreach (var node in session.File.Nodes)
        {
            parties.Add(await NodeAsync(session, node, cancellationToken));
        }

        parties.Add(await CoordinatorAsync(session, cancellationToken));
        return parties;
    }

    private static async Task<LabParty> NodeAsync(LabSession session, LabNode node, CancellationToken cancellationToken)
    {
        var (saw, sawZh) = Kinds(node);
        var role = string.Join(", ", node.Roles);
        if (!node.Run)
        {
            return new LabParty(node.Id, node.TitleEn, node.TitleZh, role, saw, sawZh, 0, 0, new Dictionary<string, long>());
        }

        var folder = session.Folder.Of(node.Id);
        var traffic = await session.TrafficAsync(node.Id, cancellationToken);
        var messages = new SortedDictionary<string, long>(StringComparer.Ordinal)
        {
            ["requests sent to peers"] = traffic.Asked,
            ["requests of peers answered"] = traffic.Answered,
        };
        foreach (var group in AuditReader.Read(Path.Combine(folder, "audit")).GroupBy(entry => entry.Kind))
        {
            messages["log entries: " + group.Key] = group.LongCount();
        }

        return new LabParty(node.Id, node.TitleEn, node.TitleZh, role, saw, sawZh, traffic.BytesReceived, traffic.BytesSent, messages);
    }

    private static async Task<LabParty> CoordinatorAsync(LabSession session, CancellationToken cancellationToken)
    {
        using var admin = session.OpenAdmin();
        var status = await admin.Client.GetStatusAsync(new GetStatusRequest(), cancellationToken: cancellationToken);
        var bytes = status.Links.Sum(link => link.RelayedBytes);
        var messages = new SortedDictionary<string, long>(StringComparer.Ordinal) { ["frames relayed, sealed"] = status.Links.Sum(link => link.RelayedFrames) };
        string[] saw = ["members, definitions, links", "masked row counts and the released total", bytes == 0 ? "of exchanges between nodes: nothing" : "of relayed frames: from whom to whom, when, padded size; content sealed"];
        string[] sawZh = ["成员、定义、在线状态", "掩码后的行数与发布的合计", bytes == 0 ? "节点之间的往来：一无所知" : "所转发的帧：双方、时间、填充后的大小；内容已密封"];
        return new LabParty("coordinator", "Coordinator", "协调器", "coordinator", saw, sawZh, bytes, bytes, messages);
    }

    private static (IReadOnlyList<string> Saw, IReadOnlyList<string> SawZh) Kinds(LabNode node)
    {
        var saw = new List<string>();
        var sawZh = new List<string>();
        if (node.Roles.Contains("provider"))
        {
            saw.Add("requester, purpose, definition, the subject's identifier under consent; its own rows only");
            sawZh.Add("请求方、目的、定义、经授权的当事人号码；仅自己的记录");
        }

        if (node.Roles.Contains("requester"))
        {
            saw.Add("masked parts that say nothing one by one; the answer and its receipt");
            sawZh.Add("单独毫无意义的掩码分片；答案与回执");
        }

        if (node.Roles.Contains("consent-issuer"))
        {
            saw.Add("the consents it signs; no answer");
            sawZh.Add("自己签发的授权；看不到答案");
        }

        return (saw, sawZh);
    }
}
