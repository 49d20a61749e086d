using YamlDotNet.RepresentationModel;

namespace FedExchange.Cli.Lab;

/// <summary>A member of a lab.</summary>
/// <param name="Id">Node id.</param>
/// <param name="TitleEn">Name in English.</param>
/// <param name="TitleZh">Name in Chinese.</param>
/// <param name="Roles">provider, requester, consent-issuer.</param>
/// <param name="Run">Whether its node runs; an issuer of consents can be a member without one.</param>
/// <param name="Relay">Whether it is reached through the coordinator's relay only.</param>
/// <param name="Data">Registers, as in node.yaml, with absolute paths; null for none.</param>
/// <param name="Policy">Policy file; null for none, which refuses everything.</param>
internal sealed record LabNode(
    string Id,
    string TitleEn,
    string TitleZh,
    IReadOnlyList<string> Roles,
    bool Run,
    bool Relay,
    YamlMappingNode? Data,
    string? Policy);
