using FedExchange.Crypto.Jose;
using FedExchange.Governance.Directory;
using FedExchange.Wire.Admin.V1;
using Spectre.Console;

namespace FedExchange.Cli.Commands;

/// <summary>Members and links as the operator sees them.</summary>
/// <param name="Region">Region name.</param>
/// <param name="DirectoryVersion">Directory in force.</param>
/// <param name="ExpiresAt">Until when nodes may use it without the coordinator.</param>
/// <param name="Members">Members with their links.</param>
/// <param name="Definitions">Published definitions: id → hash.</param>
internal sealed record CoordinatorStatus(string Region, long DirectoryVersion, DateTimeOffset ExpiresAt, IReadOnlyList<CoordinatorStatus.Entry> Members, IReadOnlyDictionary<string, string> Definitions)
{
    /// <summary>Reads the service's answer.</summary>
    public static CoordinatorStatus Of(GetStatusResponse response)
    {
        // The operator's own coordinator says it over the operator's own connection; nodes check the signature, a status page need not.
        var directory = Jws.TryReadUnverified(response.Directory, out _, out var payload)
            ? MemberDirectory.FromJson(payload)
            : throw new FailedException("The coordinator's directory cannot be read; are both programs of the same version?", "DIRECTORY_MALFORMED");
        var links = response.Links.ToDictionary(link => link.NodeId);
        return new CoordinatorStatus(
            response.Region,
            directory.Version,
            directory.ExpiresAt,
            [.. directory.Members.Select(member => Entry.Of(member, links.GetValueOrDefault(member.Id)))],
            directory.Definitions.ToDictionary(definition => definition.Id, definition => definition.Hash));
    }

    /// <summary>Writes it for people.</summary>
    public void Write(IAnsiConsole console)
    {
        console.WriteLine($"Region {Region}, directory version {DirectoryVersion}, good until {ExpiresAt:u}; definitions: {string.Join(", ", Definitions.Keys.DefaultIfEmpty("none"))}");
        var table = new Table().AddColumns("member", "roles", "link", "address", "relayed frames", "relayed bytes", "log entries witnessed");
        foreach (var member in Members)
        {
            table.AddRow(
                member.Node,
                string.Join(", ", member.Roles),
                member.Suspended ? "SUSPENDED" : member.Connected ? "up" : "down",
                member.Address ?? "relay only",
                $"{member.RelayedFrames:N0}",
                $"{member.RelayedBytes:N0}",
                $"{member.WitnessedSize:N0}");
        }

        console.Write(table);
    }

    /// <summary>One member.</summary>
    /// <param name="Node">Node id.</param>
    /// <param name="Roles">Roles.</param>
    /// <param name="Connected">Whether its link is up.</param>
    /// <param name="Suspended">Whether it is suspended.</param>
    /// <param name="Address">Where peers reach it; null for relay only.</param>
    /// <param name="RelayedFrames">Frames relayed from it.</param>
    /// <param name="RelayedBytes">Bytes relayed from it.</param>
    /// <param name="WitnessedSize">Log entries witnessed.</param>
    internal sealed record Entry(string Node, IReadOnlyList<string> Roles, bool Connected, bool Suspended, string? Address, long RelayedFrames, long RelayedBytes, long WitnessedSize)
    {
        /// <summary>A member and its link.</summary>
        public static Entry Of(Member member, LinkStatus? link) => new(
            member.Id, member.Roles, link?.Connected ?? false, member.Suspended, member.Address, link?.RelayedFrames ?? 0, link?.RelayedBytes ?? 0, link?.WitnessedSize ?? 0);
    }
}
