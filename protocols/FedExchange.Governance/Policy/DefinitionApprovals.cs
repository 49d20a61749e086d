using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using FedExchange.Governance.Files;

namespace FedExchange.Governance.Policy;

/// <summary>
/// Which hash of which definition the officer has approved, in <c>approvals.json</c>: <c>{"id": {"hash": "…", "approvedAt": "…"}}</c>.
/// A running node sees an approval that the command line writes: the file is read again when it has changed. An unreadable file approves nothing.
/// </summary>
public sealed class DefinitionApprovals
{
    private readonly Lock _gate = new();
    private readonly string _path;
    private FrozenDictionary<string, DefinitionApproval> _approvals = FrozenDictionary<string, DefinitionApproval>.Empty;
    private (DateTime Written, long Length) _stamp;

    private DefinitionApprovals(string path)
    {
        _path = path;
    }

    /// <summary>Opens the approvals; the file need not exist yet.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="PolicyException">The file cannot be read.</exception>
    public static DefinitionApprovals Open(string path)
    {
        var approvals = new DefinitionApprovals(path);
        approvals.Refresh();
        return approvals;
    }

    /// <summary>All approvals by definition id.</summary>
    /// <exception cref="PolicyException">The file has changed and cannot be read.</exception>
    public IReadOnlyDictionary<string, DefinitionApproval> All
    {
        get
        {
            lock (_gate)
            {
                Refresh();
                return _approvals;
            }
        }
    }

    /// <summary>Says whether exactly this definition is approved.</summary>
    /// <param name="id">The definition's id.</param>
    /// <param name="hash">Its hash, 64 lower-case hex digits.</param>
    public bool IsApproved(string id, string hash)
    {
        try
        {
            return All.TryGetValue(id, out var approval) && approval.Hash == hash;
        }
        catch (Exception e) when (e is PolicyException or IOException or UnauthorizedAccessException)
        {
            // Someone is editing the file, or has broken it: until it can be read nothing is approved.
            return false;
        }
    }

    /// <summary>Approves a definition, instead of any other version of it.</summary>
    /// <param name="id">The definition's id.</param>
    /// <param name="hash">Its hash, 64 lower-case hex digits.</param>
    /// <param name="now">The present time.</param>
    public void Approve(string id, string hash, DateTimeOffset now)
    {
        if (hash.Length != 64 || !hash.All(char.IsAsciiHexDigitLower))
        {
            throw new ArgumentException("A definition's hash has 64 lower-case hex digits.", nameof(hash));
        }

        Change(approvals => approvals[id] = new DefinitionApproval(hash, now));
    }

    /// <summary>Takes an approval back.</summary>
    /// <param name="id">The definition's id.</param>
    /// <returns>False when it was not approved.</returns>
    public bool Revoke(string id)
    {
        var removed = false;
        Change(approvals => removed = approvals.Remove(id));
        return removed;
    }

    private void Change(Action<SortedDictionary<string, DefinitionApproval>> change)
    {
        lock (_gate)
        {
            Refresh();
            var approvals = new SortedDictionary<string, DefinitionApproval>(_approvals, StringComparer.Ordinal);
            change(approvals);
            using var stream = new MemoryStream();
            using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
            {
                json.WriteStartObject();
                foreach (var (id, approval) in approvals)
                {
                    json.WriteStartObject(id);
                    json.WriteString("hash", approval.Hash);
                    json.WriteString("approvedAt", approval.ApprovedAt.ToString("O", CultureInfo.InvariantCulture));
                    json.WriteEndObject();
                }

                json.WriteEndObject();
            }

            DurableFile.Replace(_path, stream.ToArray());
            _approvals = approvals.ToFrozenDictionary(StringComparer.Ordinal);
            _stamp = Stamp();
        }
    }

    private (DateTime Written, long Length) Stamp()
    {
        var file = new FileInfo(_path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }

    private void Refresh()
    {
        var stamp = Stamp();
        if (stamp == _stamp)
        {
            return;
        }

        try
        {
            using var document = JsonDocument.Parse(stamp == default ? "{}"u8.ToArray() : File.ReadAllBytes(_path));
            _approvals = document.RootElement.EnumerateObject().ToFrozenDictionary(
                p => p.Name,
                p => new DefinitionApproval(
                    p.Value.GetProperty("hash").GetString() ?? "",
                    p.Value.GetProperty("approvedAt").GetDateTimeOffset()),
                StringComparer.Ordinal);
            _stamp = stamp;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            throw new PolicyException($"{_path} cannot be read; restore it, or delete it and approve the definitions again.", e);
        }
    }
}
