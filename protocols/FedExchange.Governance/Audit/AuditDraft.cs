using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace FedExchange.Governance.Audit;

/// <summary>
/// An entry before it has an index and a time: a kind and named texts. Never put a person's id, name or attributes into it;
/// for a subject there is <see cref="Policy.SubjectKeys"/>.
/// </summary>
public sealed class AuditDraft
{
    private readonly List<KeyValuePair<string, string>> _fields = [];

    /// <summary>Starts an entry of a kind of the caller's own.</summary>
    /// <param name="kind">A short word; not one that <see cref="AuditKinds.IsReserved"/>.</param>
    /// <exception cref="ArgumentException">The kind is reserved: such entries are made by the gates and by the methods of this class.</exception>
    public AuditDraft(string kind)
        : this(kind, checkedKind: false)
    {
    }

    private AuditDraft(string kind, bool checkedKind)
    {
        ArgumentException.ThrowIfNullOrEmpty(kind);
        if (!checkedKind && AuditKinds.IsReserved(kind))
        {
            throw new ArgumentException($"Entries of kind '{kind}' are made by the gates only.", nameof(kind));
        }

        Kind = kind;
    }

    /// <summary>What happened, in a word.</summary>
    public string Kind { get; }

    internal IReadOnlyList<KeyValuePair<string, string>> Fields => _fields;

    /// <summary>This node asks a question. A repeated idempotency key finds the request id again, also after a crash.</summary>
    /// <param name="keyHash">Hash of the caller's idempotency key, 32 bytes.</param>
    /// <param name="requestHash">Hash of what was asked, 32 bytes; must not let anyone guess the subject (salt or key it).</param>
    /// <param name="requestId">The one-time request id, 32 bytes.</param>
    public static AuditDraft Asked(ReadOnlySpan<byte> keyHash, ReadOnlySpan<byte> requestHash, ReadOnlySpan<byte> requestId) =>
        Reserved(AuditKinds.Asked).With("key", keyHash).With("request", requestHash).With("requestId", requestId);

    /// <summary>This node has learned an answer; written before the receipt is issued.</summary>
    /// <param name="keyHash">Hash of the caller's idempotency key, 32 bytes; empty when there is none.</param>
    /// <param name="requestHash">Hash of what was asked, 32 bytes; must not let anyone guess the subject.</param>
    /// <param name="requestId">The one-time request id, 32 bytes.</param>
    /// <param name="result">The answer: <c>true</c>, <c>false</c> or <c>undetermined</c>.</param>
    /// <param name="claims">The receipt's claims as JSON (UTF-8), from <see cref="Receipts.ReceiptClaims.ToJson"/>.</param>
    public static AuditDraft Answered(
        ReadOnlySpan<byte> keyHash,
        ReadOnlySpan<byte> requestHash,
        ReadOnlySpan<byte> requestId,
        string result,
        ReadOnlySpan<byte> claims)
    {
        var draft = Reserved(AuditKinds.Answered);
        if (!keyHash.IsEmpty)
        {
            draft.With("key", keyHash);
        }

        return draft.With("request", requestHash).With("requestId", requestId).With("result", result)
            .With("claimsHash", System.Security.Cryptography.SHA256.HashData(claims)).With("claims", claims);
    }

    /// <summary>Adds a text.</summary>
    /// <param name="name">The field's name; each name once, and neither <c>kind</c> nor <c>time</c>.</param>
    /// <param name="value">Its value.</param>
    public AuditDraft With(string name, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        if (name is "kind" or "time" || _fields.Exists(f => f.Key == name))
        {
            throw new ArgumentException($"The entry already has a field '{name}'.", nameof(name));
        }

        _fields.Add(new(name, value));
        return this;
    }

    /// <summary>Adds a whole number.</summary>
    /// <param name="name">The field's name.</param>
    /// <param name="value">Its value.</param>
    public AuditDraft With(string name, long value) => With(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds bytes, written as base64url.</summary>
    /// <param name="name">The field's name.</param>
    /// <param name="value">Its value.</param>
    public AuditDraft With(string name, ReadOnlySpan<byte> value) => With(name, Base64Url.EncodeToString(value));

    internal static AuditDraft Reserved(string kind) => new(kind, checkedKind: true);

    /// <summary>Writes the payload that is committed to in the tree: one flat JSON object, kind and time first.</summary>
    internal void WritePayload(IBufferWriter<byte> buffer, DateTimeOffset time)
    {
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("kind", Kind);
        json.WriteString("time", AuditEntry.FormatTime(time));
        foreach (var (name, value) in _fields)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }
}
