using FedExchange.Coordinator.Storage;
using FedExchange.Crypto.PublicKey;
using FedExchange.Wire.Enrolment.V1;
using Microsoft.Data.Sqlite;

namespace FedExchange.Coordinator.Enrolment;

/// <summary>One enrolment as stored. The stored request is without the token's secret.</summary>
internal sealed record EnrolmentRecord(
    string NodeId, byte[] TokenHash, byte[] KeysHash, string State, string[] Roles, long RequestedMs, JoinRequest Request, byte[]? Certificate)
{
    private const string Columns = "SELECT node_id, token_hash, keys_hash, state, roles, requested_ms, request, certificate FROM enrolments";

    public static EnrolmentRecord? Find(CoordinatorDatabase.Transaction transaction, string nodeId) =>
        transaction.Read(Columns + " WHERE node_id = $node", Read, ("$node", nodeId)).SingleOrDefault();

    public static IReadOnlyList<EnrolmentRecord> All(CoordinatorDatabase database) => database.Read(Columns + " ORDER BY requested_ms, node_id", Read);

    /// <summary>Stores this record in place of an earlier one of the node.</summary>
    public void Save(CoordinatorDatabase.Transaction transaction) => transaction.Execute(
        """
        INSERT OR REPLACE INTO enrolments(node_id, token_hash, keys_hash, state, roles, requested_ms, request, certificate)
        VALUES ($node, $token, $keys, $state, $roles, $requested, $request, $certificate)
        """,
        ("$node", NodeId),
        ("$token", TokenHash),
        ("$keys", KeysHash),
        ("$state", State),
        ("$roles", string.Join(',', Roles)),
        ("$requested", RequestedMs),
        ("$request", Google.Protobuf.MessageExtensions.ToByteArray(Request)),
        ("$certificate", Certificate));

    public Wire.Admin.V1.Enrolment ToWire() => new()
    {
        NodeId = NodeId,
        State = State,
        Roles = { Roles },
        KeyFingerprint = VerifyingKey.FromSpki(Request.SignKey.Span).Fingerprint,
        RequestedUnixMs = RequestedMs,
    };

    private static EnrolmentRecord Read(SqliteDataReader row) => new(
        row.GetString(0),
        (byte[])row[1],
        (byte[])row[2],
        row.GetString(3),
        row.GetString(4).Split(',', StringSplitOptions.RemoveEmptyEntries),
        row.GetInt64(5),
        JoinRequest.Parser.ParseFrom((byte[])row[6]),
        row.IsDBNull(7) ? null : (byte[])row[7]);
}
