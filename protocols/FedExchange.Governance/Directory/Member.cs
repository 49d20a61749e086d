namespace FedExchange.Governance.Directory;

/// <summary>A node as the region's directory describes it: its duties and its public keys, one per duty.</summary>
/// <param name="Id">The node's id, unique in the region.</param>
/// <param name="Title">The department's or hospital's name.</param>
/// <param name="Roles">Any of <see cref="MemberRoles"/>.</param>
/// <param name="AuthKeyFingerprint">SHA-256 of the SubjectPublicKeyInfo of the TLS key, 64 lower-case hex digits.</param>
/// <param name="SignKey">SubjectPublicKeyInfo (DER) of the P-256 key for messages, consent and receipts.</param>
/// <param name="SealKey">X-Wing public key, 1216 bytes; frames to this member are sealed to it.</param>
/// <param name="LogKey">Ed25519 public key of the member's audit log, 32 bytes.</param>
/// <param name="Address">Where peers reach the member directly, as host:port; null when only through the relay.</param>
/// <param name="Suspended">A suspended member is known, but nothing it says counts.</param>
public sealed record Member(
    string Id,
    LocalizedText Title,
    IReadOnlyList<string> Roles,
    string AuthKeyFingerprint,
    byte[] SignKey,
    byte[] SealKey,
    byte[] LogKey,
    string? Address,
    bool Suspended)
{
    /// <summary>Says whether the member has a role.</summary>
    /// <param name="role">One of <see cref="MemberRoles"/>.</param>
    public bool HasRole(string role) => Roles.Contains(role, StringComparer.Ordinal);
}
