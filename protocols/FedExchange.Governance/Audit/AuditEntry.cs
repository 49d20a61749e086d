using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace FedExchange.Governance.Audit;

/// <summary>An entry of the log as an auditor reads it.</summary>
public sealed class AuditEntry
{
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
    private readonly Dictionary<string, string> _fields;

    internal AuditEntry(long index, string kind, DateTimeOffset time, IEnumerable<KeyValuePair<string, string>> fields)
    {
        Index = index;
        Kind = kind;
        Time = time;
        _fields = new Dictionary<string, string>(fields, StringComparer.Ordinal);
    }

    /// <summary>The entry's place in the log, from 0.</summary>
    public long Index { get; }

    /// <summary>What happened; see <see cref="AuditKinds"/>.</summary>
    public string Kind { get; }

    /// <summary>When (UTC, whole milliseconds).</summary>
    public DateTimeOffset Time { get; }

    /// <summary>Everything else that was written down.</summary>
    public IReadOnlyDictionary<string, string> Fields => _fields;

    /// <summary>A field's text, or null.</summary>
    /// <param name="name">The field's name.</param>
    public string? Text(string name) => _fields.GetValueOrDefault(name);

    /// <summary>A field's bytes, or null when it is absent or no base64url.</summary>
    /// <param name="name">The field's name.</param>
    public byte[]? Bytes(string name)
    {
        if (Text(name) is not { } text || !Base64Url.IsValid(text))
        {
            return null;
        }

        return Base64Url.DecodeFromChars(text);
    }

    /// <summary>Reads an entry's payload.</summary>
    /// <param name="index">Its index.</param>
    /// <param name="payload">The JSON bytes.</param>
    /// <param name="entry">The entry, when it could be read.</param>
    /// <returns>False when the bytes are no entry.</returns>
    public static bool TryParse(long index, ReadOnlyMemory<byte> payload, [NotNullWhen(true)] out AuditEntry? entry)
    {
        entry = null;
        try
        {
            using var document = JsonDocument.Parse(payload);
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return false;
            }

            string? kind = null;
            DateTimeOffset? time = null;
            var fields = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (var property in document.RootElement.EnumerateObject())
            {
                if (property.Value.ValueKind != JsonValueKind.String || !fields.TryAdd(property.Name, property.Value.GetString()!))
                {
                    return false;
                }
            }

            if (fields.Remove("kind", out kind) && fields.Remove("time", out var text)
                && DateTimeOffset.TryParseExact(text, TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var read))
            {
                time = read;
            }

            if (kind is null || time is null)
            {
                return false;
            }

            entry = new AuditEntry(index, kind, time.Value, fields);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            // Not JSON, or a string with broken surrogates: no entry.
            return false;
        }
    }

    internal static string FormatTime(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);
}
