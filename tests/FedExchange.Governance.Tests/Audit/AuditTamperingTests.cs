using FedExchange.Governance.Audit;
using FedExchange.Governance.Tests.Support;

namespace FedExchange.Governance.Tests.Audit;

public sealed class AuditTamperingTests : IDisposable
{
    private static readonly byte[] Masks = [0x01, 0x80, 0xFF];
    private readonly LogBed _bed = new();

    public void Dispose() => _bed.Dispose();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_flipped_byte_of_the_log_is_found_and_lies_in_the_batch_that_is_named()
    {
        var ends = await MakeAsync(entries: 3);
        var bytes = await File.ReadAllBytesAsync(_bed.Entries, Cancel);
        for (var at = 0; at < bytes.Length; at++)
        {
            bytes[at] ^= Masks[at % Masks.Length];
            await File.WriteAllBytesAsync(_bed.Entries, bytes, Cancel);
            bytes[at] ^= Masks[at % Masks.Length];

            var damaged = Assert.IsType<AuditVerification.Damaged>(_bed.Verify());
            // Each entry is a batch of its own here; a spoiled frame mark between two entries may be told as the second one's.
            var touched = ends.FindIndex(end => at < end);
            Assert.InRange(damaged.Entry, touched, touched + 1);
        }
    }

    [Fact]
    public async Task Every_flipped_byte_of_the_checkpoint_is_found()
    {
        await MakeAsync(entries: 1);
        var bytes = await File.ReadAllBytesAsync(_bed.Head, Cancel);
        for (var at = 0; at < bytes.Length; at++)
        {
            foreach (var mask in Masks)
            {
                bytes[at] ^= mask;
                await File.WriteAllBytesAsync(_bed.Head, bytes, Cancel);
                bytes[at] ^= mask;
                Assert.IsType<AuditVerification.Damaged>(_bed.Verify());
            }
        }
    }

    [Fact]
    public async Task A_truncation_at_any_length_is_found_and_the_first_missing_entry_named()
    {
        var ends = await MakeAsync(entries: 3);
        var bytes = await File.ReadAllBytesAsync(_bed.Entries, Cancel);
        for (var length = 0; length < bytes.Length; length++)
        {
            await File.WriteAllBytesAsync(_bed.Entries, bytes[..length], Cancel);
            var damaged = Assert.IsType<AuditVerification.Damaged>(_bed.Verify());
            Assert.Equal(ends.FindIndex(end => length < end), damaged.Entry);
            if (ends.Contains(length))
                Assert.Contains("was cut off", damaged.What, StringComparison.Ordinal);
            if (length % 41 == 0 || ends.Contains(length))
            {
                Assert.Throws<AuditLogException>(() => _bed.Open());
                await File.WriteAllBytesAsync(_bed.Entries, bytes, Cancel);
            }
        }
    }

    [Fact]
    public async Task A_truncation_of_the_checkpoint_at_any_length_is_found()
    {
        await MakeAsync(entries: 3);
        var bytes = await File.ReadAllBytesAsync(_bed.Head, Cancel);
        for (var length = 0; length < bytes.Length; length++)
        {
            await File.WriteAllBytesAsync(_bed.Head, bytes[..length], Cancel);
            Assert.IsType<AuditVerification.Damaged>(_bed.Verify());
        }

        File.Delete(_bed.Head);
        Assert.IsType<AuditVerification.Damaged>(_bed.Verify());
    }

    [Fact]
    public async Task An_older_copy_of_the_whole_folder_is_found_by_the_ledger_and_by_a_checkpoint_kept_elsewhere()
    {
        await MakeAsync(entries: 4);
        var old = _bed.Folder.CopyOf(_bed.Directory, "old");
        Crypto.Merkle.SignedCheckpoint kept;
        await using (var log = _bed.Open())
        {
            await log.AppendAsync(new AuditDraft("note").With("number", 4), Cancel);
            kept = log.Checkpoint;
        }

        // The old copy is in itself perfect.
        Assert.IsType<AuditVerification.Ok>(_bed.VerifyAt(old));

        var byCheckpoint = Assert.IsType<AuditVerification.Damaged>(_bed.VerifyAt(old, kept));
        Assert.Equal(4, byCheckpoint.Entry);
        var byLedger = Assert.IsType<AuditVerification.Damaged>(AuditVerifier.Verify(old, _bed.Key.PublicKey, [], _bed.Ledger));
        Assert.Equal(4, byLedger.Entry);
        var refused = Assert.Throws<AuditLogException>(() => _bed.Open(old));
        Assert.Equal(AuditLogException.Damaged, refused.Reason);
        Assert.IsType<AuditVerification.Ok>(AuditVerifier.Verify(_bed.Directory, _bed.Key.PublicKey, [kept], _bed.Ledger));
    }

    [Fact]
    public async Task A_rewritten_history_signed_with_the_right_key_is_found_by_the_ledger_and_by_a_checkpoint_kept_elsewhere()
    {
        await MakeAsync(entries: 3);
        Crypto.Merkle.SignedCheckpoint kept;
        await using (var log = _bed.Open())
        {
            kept = log.Checkpoint;
        }

        // The node itself writes another story of the same length.
        var forged = _bed.Folder["forged"];
        await using (var log = _bed.Open(forged, _bed.Folder["forged.db"]))
        {
            await log.AppendAsync(new AuditDraft("other"), Cancel);
            await log.AppendAsync(new AuditDraft("story"), Cancel);
        }

        Assert.IsType<AuditVerification.Ok>(_bed.VerifyAt(forged));
        Assert.IsType<AuditVerification.Damaged>(_bed.VerifyAt(forged, kept));
        Assert.IsType<AuditVerification.Damaged>(AuditVerifier.Verify(forged, _bed.Key.PublicKey, [], _bed.Ledger));
        Assert.Throws<AuditLogException>(() => _bed.Open(forged));
    }

    [Fact]
    public async Task A_damaged_middle_is_not_opened_and_nothing_is_cut()
    {
        await MakeAsync(entries: 6);
        var bytes = await File.ReadAllBytesAsync(_bed.Entries, Cancel);
        for (var at = 0; at < bytes.Length; at += 23)
        {
            bytes[at] ^= 0x10;
            await File.WriteAllBytesAsync(_bed.Entries, bytes, Cancel);
            bytes[at] ^= 0x10;
            // Even when neither head nor ledger is there to warn.
            File.Delete(_bed.Head);
            File.Delete(_bed.Ledger);
            Assert.Throws<AuditLogException>(() => _bed.Open());
            Assert.Equal(bytes.Length, new FileInfo(_bed.Entries).Length);
        }
    }

    [Fact]
    public async Task A_checkpoint_of_another_log_is_no_witness()
    {
        await MakeAsync(entries: 3);
        using var other = new LogBed(seed: 9);
        await using var foreign = other.Open();
        Assert.IsType<AuditVerification.Damaged>(_bed.Verify(foreign.Checkpoint));
    }

    [Fact]
    public void A_folder_without_a_log_and_a_missing_ledger_are_told()
    {
        Assert.IsType<AuditVerification.Damaged>(_bed.VerifyAt(_bed.Folder.Path));
    }

    [Fact]
    public async Task A_log_can_be_verified_while_it_is_being_written()
    {
        await using var log = _bed.Open();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var writers = Enumerable.Range(0, 8).Select(async _ =>
        {
            while (!stop.IsCancellationRequested)
            {
                await log.AppendAsync(new AuditDraft("note"), CancellationToken.None);
            }
        }).ToList();
        for (var i = 0; i < 30; i++)
        {
            var kept = log.Checkpoint;
            var ok = Assert.IsType<AuditVerification.Ok>(AuditVerifier.Verify(_bed.Directory, _bed.Key.PublicKey, [kept], _bed.Ledger));
            Assert.True(ok.Size >= kept.Size);
        }

        await stop.CancelAsync();
        await Task.WhenAll(writers);
    }

    /// <summary>Makes a log of single-entry batches and tells where each batch ends in the file.</summary>
    private async Task<List<long>> MakeAsync(int entries)
    {
        await using var log = _bed.Open();
        var ends = new List<long> { new FileInfo(_bed.Entries).Length };
        for (var i = 1; i < entries; i++)
        {
            await log.AppendAsync(new AuditDraft("note").With("number", i), Cancel);
            ends.Add(new FileInfo(_bed.Entries).Length);
        }

        return ends;
    }
}
