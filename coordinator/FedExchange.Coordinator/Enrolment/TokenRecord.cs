using FedExchange.Coordinator.Storage;

namespace FedExchange.Coordinator.Enrolment;

/// <summary>Tokens as stored: only the hash of the secret, so that a stolen database admits nobody.</summary>
internal static class TokenRecord
{
    public static void Add(CoordinatorDatabase.Transaction transaction, byte[] hash, Row row) => transaction.Execute(
        "INSERT INTO tokens(hash, node_id, roles, expires_ms, pre_approved, used_by) VALUES ($hash, $node, $roles, $expires, $pre, NULL)",
        ("$hash", hash),
        ("$node", row.NodeId),
        ("$roles", string.Join(',', row.Roles)),
        ("$expires", row.ExpiresMs),
        ("$pre", row.PreApproved ? 1 : 0));

    public static Row? Find(CoordinatorDatabase.Transaction transaction, byte[] hash) => transaction.Read(
        "SELECT node_id, roles, expires_ms, pre_approved, used_by FROM tokens WHERE hash = $hash",
        r => new Row(
            r.GetString(0), r.GetString(1).Split(',', StringSplitOptions.RemoveEmptyEntries), r.GetInt64(2), r.GetInt64(3) != 0, r.IsDBNull(4) ? null : (byte[])r[4]),
        ("$hash", hash)).SingleOrDefault();

    public static void Use(CoordinatorDatabase.Transaction transaction, byte[] hash, byte[] keysHash) => transaction.Execute(
        "UPDATE tokens SET used_by = $keys WHERE hash = $hash AND used_by IS NULL", ("$keys", keysHash), ("$hash", hash));

    /// <summary>A token's row.</summary>
    internal sealed record Row(string NodeId, string[] Roles, long ExpiresMs, bool PreApproved, byte[]? UsedBy);
}
