namespace FedExchange.Cli.Lab;

/// <summary>Verifications of the people in a CSV file.</summary>
/// <param name="Name">Name in the report.</param>
/// <param name="Definition">Definition id.</param>
/// <param name="Requester">Node that asks.</param>
/// <param name="Consent">Member whose key signs the consents.</param>
/// <param name="Purpose">Purpose; null takes the definition's only one.</param>
/// <param name="Subjects">CSV file with a header.</param>
/// <param name="IdColumn">Column with the identifier as the applicant writes it.</param>
/// <param name="NameColumn">Column with the name; null for none.</param>
/// <param name="ExpectedColumn">Column with true, false or undetermined; null where the truth is not known.</param>
/// <param name="UsesDefaultColumns">Whether the lab file names no columns: those of name and truth may then be absent.</param>
/// <param name="Limit">At most this many rows; null for all.</param>
/// <param name="Callers">Calls at a time, 1 to 512.</param>
/// <param name="Relay">Whether all nodes are restarted without an address first, so that every frame takes the relay.</param>
internal sealed record LabVerifyJob(
    string Name,
    string Definition,
    string Requester,
    string Consent,
    string? Purpose,
    string Subjects,
    string IdColumn,
    string? NameColumn,
    string? ExpectedColumn,
    bool UsesDefaultColumns,
    int? Limit,
    int Callers,
    bool Relay) : LabJob(Name);
