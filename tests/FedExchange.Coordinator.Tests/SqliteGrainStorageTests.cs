using FedExchange.Coordinator.Storage;
using Orleans.Storage;

namespace FedExchange.Coordinator.Tests;

public sealed class SqliteGrainStorageTests : IDisposable
{
    private static readonly GrainId s_grain = GrainId.Create("job", "one");

    private readonly TestDirectory _directory = new();
    private CoordinatorDatabase _database;
    private SqliteGrainStorage _storage;

    public SqliteGrainStorageTests()
    {
        _database = CoordinatorDatabase.Open(_directory.File("c.db"));
        _storage = new SqliteGrainStorage(_database);
    }

    [Fact]
    public async Task What_was_written_is_read_back_also_after_reopening()
    {
        var written = new GrainState { State = { Text = "first" } };
        await _storage.WriteStateAsync("s", s_grain, written);
        written.State.Text = "second";
        await _storage.WriteStateAsync("s", s_grain, written);
        Reopen();
        var read = await ReadAsync();
        Assert.Equal(("second", "2", true), (read.State.Text, read.ETag, read.RecordExists));
    }

    [Fact]
    public async Task A_grain_that_was_never_written_is_new()
    {
        var read = await ReadAsync();
        Assert.Equal(("", null, false), (read.State.Text, read.ETag, read.RecordExists));
    }

    [Fact]
    public async Task A_write_based_on_an_old_row_fails_and_changes_nothing()
    {
        await _storage.WriteStateAsync("s", s_grain, new GrainState());
        var (one, two) = (await ReadAsync(), await ReadAsync());
        one.State.Text = "one";
        await _storage.WriteStateAsync("s", s_grain, one);
        two.State.Text = "two";
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteStateAsync("s", s_grain, two));
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.WriteStateAsync("s", s_grain, new GrainState()));
        await Assert.ThrowsAsync<InconsistentStateException>(() => _storage.ClearStateAsync("s", s_grain, two));
        Assert.Equal("one", (await ReadAsync()).State.Text);
    }

    [Fact]
    public async Task Of_many_writers_with_one_etag_one_wins()
    {
        await _storage.WriteStateAsync("s", s_grain, new GrainState());
        var tries = await Task.WhenAll(Enumerable.Range(0, 16).Select(async i =>
        {
            var state = await ReadAsync();
            return state;
        }));
        var results = await Task.WhenAll(tries.Select(async state =>
        {
            try
            {
                await _storage.WriteStateAsync("s", s_grain, state);
                return 1;
            }
            catch (InconsistentStateException)
            {
                return 0;
            }
        }));
        Assert.Equal(1, results.Sum());
    }

    [Fact]
    public async Task A_cleared_state_is_gone_and_can_be_written_anew()
    {
        var state = new GrainState();
        await _storage.WriteStateAsync("s", s_grain, state);
        await _storage.ClearStateAsync("s", s_grain, state);
        Assert.False((await ReadAsync()).RecordExists);
        await _storage.WriteStateAsync("s", s_grain, state);
        Assert.True((await ReadAsync()).RecordExists);
    }

    [Fact]
    public async Task States_and_grains_do_not_mix()
    {
        await _storage.WriteStateAsync("s", s_grain, new GrainState { State = { Text = "mine" } });
        var other = new GrainState();
        await _storage.ReadStateAsync("other", s_grain, other);
        Assert.False(other.RecordExists);
        await _storage.ReadStateAsync("s", GrainId.Create("job", "two"), other);
        Assert.False(other.RecordExists);
    }

    [Fact]
    public async Task A_failed_transaction_leaves_nothing()
    {
        await Assert.ThrowsAsync<InvalidOperationException>(() => _database.WriteAsync<int>(t =>
        {
            t.Execute("INSERT INTO settings(name, value) VALUES ('a', 'b')");
            throw new InvalidOperationException("on purpose");
        }));
        Assert.Empty(_database.Read("SELECT name FROM settings", r => r.GetString(0)));
    }

    [Fact]
    public void A_damaged_database_says_so()
    {
        var path = _directory.File("broken.db");
        File.WriteAllText(path, new string('x', 5000));
        var error = Assert.Throws<CoordinatorException>(() => CoordinatorDatabase.Open(path));
        Assert.Contains("Restore it from a backup", error.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _database.Dispose();
        _directory.Dispose();
    }

    private void Reopen()
    {
        _database.Dispose();
        _database = CoordinatorDatabase.Open(_directory.File("c.db"));
        _storage = new SqliteGrainStorage(_database);
    }

    private async Task<GrainState> ReadAsync()
    {
        var state = new GrainState();
        await _storage.ReadStateAsync("s", s_grain, state);
        return state;
    }

    internal sealed class Note
    {
        public string Text { get; set; } = "";
    }

    private sealed class GrainState : IGrainState<Note>
    {
        [System.Diagnostics.CodeAnalysis.AllowNull]
        public Note State { get; set => field = value ?? new Note(); } = new();

        [System.Diagnostics.CodeAnalysis.AllowNull]
        public string ETag { get; set; } = null!;

        public bool RecordExists { get; set; }
    }
}
