using System.Globalization;
using System.Text.Json;
using Orleans.Storage;

namespace FedExchange.Coordinator.Storage;

/// <summary>
/// Orleans grain state as JSON documents in the coordinator's database, one row per grain, with a counter as its ETag: a write or
/// clear that was not based on the stored row fails with <see cref="InconsistentStateException"/> and changes nothing.
/// Durable when the call returns. A cluster replaces it by the AdoNet provider under the same name.
/// </summary>
internal sealed class SqliteGrainStorage(CoordinatorDatabase database) : IGrainStorage
{
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var rows = database.Read(
            "SELECT etag, document FROM grain_state WHERE kind = $kind AND id = $id",
            r => (Etag: r.GetInt64(0), Document: (byte[])r[1]),
            ("$kind", stateName),
            ("$id", grainId.ToString()));
        if (rows.Count == 0)
        {
            grainState.State = Activator.CreateInstance<T>();
            grainState.ETag = null;
            grainState.RecordExists = false;
        }
        else
        {
            grainState.State = JsonSerializer.Deserialize<T>(rows[0].Document)
                ?? throw new CoordinatorException($"The stored state of {grainId} is empty; restore coordinator.db from a backup.");
            grainState.ETag = rows[0].Etag.ToString(CultureInfo.InvariantCulture);
            grainState.RecordExists = true;
        }

        return Task.CompletedTask;
    }

    public async Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var held = Held(grainState.ETag);
        var document = JsonSerializer.SerializeToUtf8Bytes(grainState.State);
        var next = (held ?? 0) + 1;
        var changed = await database.WriteAsync(
            held is null
                ? "INSERT INTO grain_state(kind, id, etag, document) VALUES ($kind, $id, $next, $document) ON CONFLICT DO NOTHING"
                : "UPDATE grain_state SET etag = $next, document = $document WHERE kind = $kind AND id = $id AND etag = $held",
            ("$kind", stateName),
            ("$id", grainId.ToString()),
            ("$next", next),
            ("$held", held),
            ("$document", document));
        Require(changed, stateName, grainId, grainState.ETag);
        grainState.ETag = next.ToString(CultureInfo.InvariantCulture);
        grainState.RecordExists = true;
    }

    public async Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        if (Held(grainState.ETag) is { } held)
        {
            var changed = await database.WriteAsync(
                "DELETE FROM grain_state WHERE kind = $kind AND id = $id AND etag = $held",
                ("$kind", stateName),
                ("$id", grainId.ToString()),
                ("$held", held));
            Require(changed, stateName, grainId, grainState.ETag);
        }

        grainState.State = Activator.CreateInstance<T>();
        grainState.ETag = null;
        grainState.RecordExists = false;
    }

    private static long? Held(string? etag) => etag is null ? null : long.Parse(etag, CultureInfo.InvariantCulture);

    private static void Require(int changed, string stateName, GrainId grainId, string? held)
    {
        if (changed != 1)
        {
            throw new InconsistentStateException($"The stored {stateName} of {grainId} is not the one this write was based on.", "another", held ?? "none");
        }
    }
}
