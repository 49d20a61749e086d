using FedExchange.Coordinator.Storage;

namespace FedExchange.Coordinator.Jobs;

/// <summary>Which jobs there are and which may still be open. The truth about a job is its grain's state; this list finds the grains again.</summary>
internal sealed class JobCatalogue(CoordinatorDatabase database, TimeProvider time)
{
    /// <summary>Notes a job before it begins, so that no begun job can be forgotten.</summary>
    public Task AddAsync(string jobId) => database.WriteAsync(
        "INSERT INTO jobs(id, created_ms, ended) VALUES ($id, $now, 0) ON CONFLICT(id) DO NOTHING",
        ("$id", jobId),
        ("$now", time.GetUtcNow().ToUnixTimeMilliseconds()));

    public Task EndAsync(string jobId) => database.WriteAsync("UPDATE jobs SET ended = 1 WHERE id = $id AND ended = 0", ("$id", jobId));

    /// <summary>Jobs not known to have ended.</summary>
    public IReadOnlyList<string> Open() => database.Read("SELECT id FROM jobs WHERE ended = 0 ORDER BY created_ms, id", r => r.GetString(0));

    /// <summary>The newest jobs, newest first.</summary>
    public IReadOnlyList<string> Newest(int limit) => database.Read(
        "SELECT id FROM jobs ORDER BY created_ms DESC, id LIMIT $limit", r => r.GetString(0), ("$limit", limit));
}
