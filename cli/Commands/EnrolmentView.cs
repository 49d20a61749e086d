namespace FedExchange.Cli.Commands;

/// <summary>An enrolment as the operator sees it.</summary>
/// <param name="Node">Node id.</param>
/// <param name="State">pending, approved or refused.</param>
/// <param name="Roles">Roles of the token.</param>
/// <param name="KeyFingerprint">SHA-256 of the sign key, hex.</param>
/// <param name="RequestedAt">When asked.</param>
internal sealed record EnrolmentView(string Node, string State, IReadOnlyList<string> Roles, string KeyFingerprint, DateTimeOffset RequestedAt);
