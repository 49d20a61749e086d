using FedExchange.Crypto.Merkle;

namespace FedExchange.Governance.Receipts;

/// <summary>What checking a receipt has found.</summary>
/// <param name="Claims">What it states; null when not even that could be read. To be believed only when there are no problems.</param>
/// <param name="Problems">Everything that is wrong, in plain words; empty when the receipt is good.</param>
/// <param name="Checkpoint">The log's checkpoint it carries: hand it to <see cref="Audit.AuditVerifier"/> as a witness. Null when unreadable.</param>
public sealed record ReceiptVerification(ReceiptClaims? Claims, IReadOnlyList<string> Problems, SignedCheckpoint? Checkpoint)
{
    /// <summary>Whether the receipt is good.</summary>
    public bool IsValid => Claims is not null && Problems.Count == 0;
}
