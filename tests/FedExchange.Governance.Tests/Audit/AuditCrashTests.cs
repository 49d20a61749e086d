using FedExchange.Governance.Audit;
using FedExchange.Governance.Tests.Support;

namespace FedExchange.Governance.Tests.Audit;

/// <summary>What a crash can leave: a log file that ends anywhere in its last, unacknowledged batch, and a ledger that is behind.</summary>
public sealed class AuditCrashTests : IDisposable
{
    private readonly LogBed _bed = new();

    public void Dispose() => _bed.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_append_torn_at_any_byte_is_cut_and_said_and_everything_acknowledged_is_kept()
    {
        await using (var log = _bed.Open())
        {
            await log.AppendAsync(new AuditDraft("kept"), Cancel);
        }

        var before = _bed.Folder.CopyOf(_bed.Directory, "before");
        var acknowledged = new FileInfo(_bed.Entries).Length;
        File.Copy(_bed.Ledger, _bed.Folder["before.db"]);
        await using (var log = _bed.Open())
        {
            await log.AppendAsync(new AuditDraft("torn"), Cancel);
        }

        var whole = await File.ReadAllBytesAsync(_bed.Entries, Cancel);
        for (var length = acknowledged + 1; length < whole.Length; length += 17)
        {
            // Head and ledger as they were before the append: it was never acknowledged.
            await File.WriteAllBytesAsync(Path.Combine(before, "entries.log"), whole[..(int)length], Cancel);
            var ledger = _bed.Folder[$"crash-{length}.db"];
            File.Copy(_bed.Folder["before.db"], ledger);
            var trial = _bed.Folder.CopyOf(before, "trial");

            var unfinished = Assert.IsType<AuditVerification.Ok>(_bed.VerifyAt(trial));
            Assert.Equal(length - acknowledged, unfinished.UnfinishedBytes);
            await using var log = _bed.Open(trial, ledger);
            Assert.Equal([AuditKinds.Created, "kept", AuditKinds.Cut], log.Read().Select(e => e.Kind));
            Assert.Equal((length - acknowledged).ToString(System.Globalization.CultureInfo.InvariantCulture), log.Read().Last().Text("bytes"));
            Assert.Equal(0, Assert.IsType<AuditVerification.Ok>(_bed.VerifyAt(trial)).UnfinishedBytes);
        }
    }

    [Fact]
    public async Task A_file_that_a_power_cut_left_grown_but_empty_is_cut()
    {
        await using (var log = _bed.Open())
        {
            await log.AppendAsync(new AuditDraft("kept"), Cancel);
        }

        await using (var file = File.Open(_bed.Entries, FileMode.Append))
        {
            await file.WriteAsync(new byte[5000], Cancel);
        }

        await using var again = _bed.Open();
        Assert.Equal("5000", again.Read().Last().Text("bytes"));
    }

    [Fact]
    public async Task A_complete_batch_that_the_ledger_and_the_head_have_not_seen_is_kept()
    {
        await using (_bed.Open())
        {
        }

        var head = await File.ReadAllBytesAsync(_bed.Head, Cancel);
        File.Copy(_bed.Ledger, _bed.Folder["before.db"]);
        var (key, hash, id) = (_bed.Bytes32(), _bed.Bytes32(), _bed.Bytes32());
        await using (var log = _bed.Open())
        {
            await log.AppendAsync(AuditDraft.Asked(key, hash, id), Cancel);
        }

        await File.WriteAllBytesAsync(_bed.Head, head, Cancel);
        Assert.IsType<AuditVerification.Ok>(_bed.Verify());
        await using var again = _bed.Open(ledger: _bed.Folder["before.db"]);
        Assert.Equal(2, again.Size);
        Assert.Equal(id, (await again.LookAsync(view => view.FindIdempotent(key), Cancel))!.RequestId);
        Assert.IsType<AuditVerification.Ok>(_bed.Verify());
    }

    [Fact]
    public async Task A_crash_before_the_head_file_was_ever_written_is_no_damage()
    {
        await using (_bed.Open())
        {
        }

        File.Delete(_bed.Head);
        await using (_bed.Open())
        {
            Assert.IsType<AuditVerification.Ok>(_bed.Verify());
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(20)]
    public async Task A_crash_in_the_very_first_write_starts_again(int length)
    {
        System.IO.Directory.CreateDirectory(_bed.Directory);
        await File.WriteAllBytesAsync(_bed.Entries, new byte[length], Cancel);
        await using var log = _bed.Open();
        Assert.Equal(1, log.Size);
    }

    [Fact]
    public async Task A_log_that_was_deleted_is_missed_by_the_ledger()
    {
        await using (_bed.Open())
        {
        }

        System.IO.Directory.Delete(_bed.Directory, recursive: true);
        Assert.Throws<AuditLogException>(() => _bed.Open());
    }
}
