namespace FedExchange.Node;

/// <summary>What joining gave.</summary>
/// <param name="NodeId">This node's id.</param>
/// <param name="Region">The region it is a member of.</param>
/// <param name="KeyFingerprint">SHA-256 of the sign key, hex: what the operator compares before approving.</param>
/// <param name="CertificateExpires">When the first certificate ends; the running node renews it.</param>
/// <param name="DirectoryVersion">Version of the directory that came along.</param>
public sealed record JoinOutcome(string NodeId, string Region, string KeyFingerprint, DateTimeOffset CertificateExpires, long DirectoryVersion);
