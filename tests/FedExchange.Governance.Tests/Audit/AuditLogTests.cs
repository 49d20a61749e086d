using FedExchange.Crypto.Merkle;
using FedExchange.Governance.Audit;
using FedExchange.Governance.Tests.Support;
using Microsoft.Data.Sqlite;

namespace FedExchange.Governance.Tests.Audit;

public sealed class AuditLogTests : IDisposable
{
    private readonly LogBed _bed = new();

    public void Dispose() => _bed.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_log_starts_with_an_entry_about_itself_and_a_signed_checkpoint()
    {
        await using var log = _bed.Open();

        Assert.Equal(1, log.Size);
        var first = Assert.Single(log.Read());
        Assert.Equal(AuditKinds.Created, first.Kind);
        Assert.Equal(log.Origin, first.Text("origin"));
        Assert.Equal(LogBed.Start, first.Time);
        Assert.True(log.Checkpoint.Verify(_bed.Key.PublicKey));
    }

    [Fact]
    public async Task Entries_come_back_in_order_with_their_fields_and_times()
    {
        await using var log = _bed.Open();
        for (var i = 1; i <= 20; i++)
        {
            _bed.Clock.Advance(TimeSpan.FromMilliseconds(7));
            Assert.Equal(i, await log.AppendAsync(new AuditDraft("note").With("number", i).With("bytes", [1, 2, (byte)i]), Cancel));
        }

        var entries = log.Read(from: 1).ToList();
        Assert.Equal(20, entries.Count);
        Assert.All(entries, e => Assert.Equal(e.Index.ToString(System.Globalization.CultureInfo.InvariantCulture), e.Text("number")));
        Assert.All(entries, e => Assert.Equal([1, 2, (byte)e.Index], e.Bytes("bytes")));
        Assert.All(entries, e => Assert.Equal(LogBed.Start.AddMilliseconds(7 * e.Index), e.Time));
    }

    [Fact]
    public async Task The_checkpoint_covers_every_entry_whose_append_has_returned()
    {
        await using var log = _bed.Open();
        await Parallel.ForEachAsync(Enumerable.Range(0, 150), Cancel, async (i, cancel) =>
        {
            var index = await log.AppendAsync(new AuditDraft("note").With("number", i), cancel);
            var inclusion = log.Prove(index);
            Assert.True(inclusion.Checkpoint.Size > index);
            Assert.True(inclusion.Verify(_bed.Key.PublicKey, out var problem), problem);
        });
        Assert.Equal(151, log.Size);
        Assert.IsType<AuditVerification.Ok>(_bed.Verify());
    }

    [Fact]
    public async Task What_has_been_appended_is_on_the_disk_while_the_log_is_still_open()
    {
        await using var log = _bed.Open();
        var index = await log.AppendAsync(new AuditDraft("note"), Cancel);

        var copy = _bed.Folder.CopyOf(_bed.Directory, "copy");
        await using var reopened = _bed.Open(copy, _bed.Folder["other.db"]);
        Assert.Equal(index, reopened.Read().Last().Index);
    }

    [Fact]
    public async Task Proofs_of_other_entries_other_keys_and_other_logs_do_not_verify()
    {
        await using var log = _bed.Open();
        for (var i = 0; i < 9; i++)
        {
            await log.AppendAsync(new AuditDraft("note").With("number", i), Cancel);
        }

        var good = log.Prove(4);
        Assert.True(good.Verify(_bed.Key.PublicKey, out _));
        Assert.False((good with { Index = 5 }).Verify(_bed.Key.PublicKey, out _));
        Assert.False((good with { Entry = log.Prove(5).Entry }).Verify(_bed.Key.PublicKey, out _));
        Assert.False((good with { Salt = log.Prove(5).Salt }).Verify(_bed.Key.PublicKey, out _));
        Assert.False((good with { Proof = log.Prove(5).Proof }).Verify(_bed.Key.PublicKey, out _));
        Assert.False((good with { Origin = "another/log" }).Verify(_bed.Key.PublicKey, out _));
        using var other = Crypto.PublicKey.LogKey.Create(_bed.Random);
        Assert.False(good.Verify(other.PublicKey, out var problem));
        Assert.Contains("not signed by the log's key", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_older_checkpoint_is_proved_to_be_a_beginning_of_the_newer_one()
    {
        await using var log = _bed.Open();
        var older = log.Checkpoint;
        for (var i = 0; i < 12; i++)
        {
            await log.AppendAsync(new AuditDraft("note"), Cancel);
        }

        var newer = log.Checkpoint;
        Assert.True(MerkleProof.VerifyConsistency(older.Size, newer.Size, [.. log.ConsistencyProof(older.Size, newer.Size)], older.Root, newer.Root));
    }

    [Fact]
    public async Task A_decision_that_throws_fails_alone_and_writes_nothing()
    {
        await using var log = _bed.Open();
        await Assert.ThrowsAsync<InvalidDataException>(async () =>
            await log.AppendAsync<int>(_ => throw new InvalidDataException("mine"), Cancel));
        Assert.Equal(1, await log.AppendAsync(new AuditDraft("note"), Cancel));
    }

    [Fact]
    public async Task Looking_into_the_ledger_writes_no_entry()
    {
        await using var log = _bed.Open();
        Assert.Equal(1, await log.LookAsync(view => view.NextIndex, Cancel));
        Assert.Equal(1, log.Size);
    }

    [Fact]
    public async Task A_caller_who_gave_up_before_his_turn_leaves_no_entry()
    {
        await using var log = _bed.Open();
        using var gaveUp = new CancellationTokenSource();
        using var holdTurn = new ManualResetEventSlim();
        var holder = log.LookAsync(_ => { holdTurn.Wait(TimeSpan.FromSeconds(20)); return 0; }, Cancel).AsTask();
        var waiting = log.AppendAsync(new AuditDraft("note"), gaveUp.Token).AsTask();
        await gaveUp.CancelAsync();
        holdTurn.Set();

        await holder;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(1, log.Size);
    }

    [Fact]
    public void Nobody_but_the_gates_makes_entries_that_the_ledger_counts()
    {
        Assert.All(
            [AuditKinds.Granted, AuditKinds.Released, AuditKinds.Denied, AuditKinds.Answered, AuditKinds.Created, AuditKinds.Cut],
            kind => Assert.Throws<ArgumentException>(() => new AuditDraft(kind)));
        Assert.Throws<ArgumentException>(() => new AuditDraft("note").With("kind", "granted"));
        Assert.Throws<ArgumentException>(() => new AuditDraft("note").With("a", "1").With("a", "2"));
    }

    [Fact]
    public async Task When_the_ledger_fails_everything_after_is_refused_and_a_restart_goes_on()
    {
        await using (var log = _bed.Open())
        {
            using (var saboteur = new SqliteConnection($"Data Source={_bed.Ledger};Pooling=False"))
            {
                saboteur.Open();
                using var command = saboteur.CreateCommand();
                command.CommandText = "DROP TABLE anchor";
                command.ExecuteNonQuery();
            }

            var first = await Assert.ThrowsAsync<AuditLogException>(async () => await log.AppendAsync(new AuditDraft("note"), Cancel));
            Assert.Equal(AuditLogException.Failed, first.Reason);
            var second = await Assert.ThrowsAsync<AuditLogException>(async () => await log.AppendAsync(new AuditDraft("note"), Cancel));
            Assert.Equal(AuditLogException.Failed, second.Reason);
            Assert.Equal(1, log.Size);
        }

        File.Delete(_bed.Ledger);
        await using var again = _bed.Open();
        Assert.True(again.Size >= 1);
        Assert.Equal(again.Size, await again.AppendAsync(new AuditDraft("note"), Cancel));
    }

    [Fact]
    public async Task A_closed_log_says_so()
    {
        var log = _bed.Open();
        await log.DisposeAsync();
        var refused = await Assert.ThrowsAsync<AuditLogException>(async () => await log.AppendAsync(new AuditDraft("note"), Cancel));
        Assert.Equal(AuditLogException.Closed, refused.Reason);
    }

    [Fact]
    public async Task Two_processes_cannot_write_the_same_log()
    {
        await using var log = _bed.Open();
        Assert.Throws<IOException>(() => _bed.Open(ledger: _bed.Folder["other.db"]));
    }

    [Fact]
    public async Task A_log_of_another_key_or_origin_is_not_opened()
    {
        await _bed.Open().DisposeAsync();
        Assert.Throws<AuditLogException>(() => _bed.Open(origin: "test-region/node-b/audit"));
        using var other = new LogBed(seed: 2);
        var copy = other.Folder.CopyOf(_bed.Directory, "audit");
        Assert.Throws<AuditLogException>(() => other.Open(copy));
    }

    [Fact]
    public async Task An_idempotency_key_finds_its_request_id_and_later_its_answer_also_after_a_restart()
    {
        var (key, request, id) = (_bed.Bytes32(), _bed.Bytes32(), _bed.Bytes32());
        await using (var log = _bed.Open())
        {
            await log.AppendAsync(AuditDraft.Asked(key, request, id), Cancel);
        }

        await using (var log = _bed.Open())
        {
            var asked = await log.LookAsync(view => view.FindIdempotent(key), Cancel);
            Assert.Equal(id, asked!.RequestId);
            Assert.Equal(request, asked.RequestHash);
            Assert.Null(asked.AnswerIndex);
            await log.AppendAsync(AuditDraft.Answered(key, request, id, "true", "{}"u8), Cancel);
            await log.AppendAsync(AuditDraft.Answered(key, request, id, "false", "{}"u8), Cancel);
        }

        await using (var log = _bed.Open())
        {
            var answered = await log.LookAsync(view => view.FindIdempotent(key), Cancel);
            Assert.Equal("true", answered!.Result);
            Assert.Equal(2, answered.AnswerIndex);
            Assert.Equal("{}"u8.ToArray(), answered.Claims);
            Assert.Null(await log.LookAsync(view => view.FindIdempotent(_bed.Bytes32()), Cancel));
        }
    }
}
