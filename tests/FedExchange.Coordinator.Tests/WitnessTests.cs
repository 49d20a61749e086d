using FedExchange.Coordinator.Storage;
using FedExchange.Coordinator.Witness;
using FedExchange.Crypto.Merkle;
using FedExchange.Crypto.PublicKey;
using FedExchange.Crypto.Randomness;
using FedExchange.Governance.Directory;
using FedExchange.Wire.Link.V1;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;

namespace FedExchange.Coordinator.Tests;

public sealed class WitnessTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly CoordinatorDatabase _database;
    private readonly LogKey _key = LogKey.Create(SystemRandomSource.Instance);
    private readonly Member _member;
    private readonly MerkleTree _tree = new();
    private CheckpointWitness _witness;

    public WitnessTests()
    {
        _database = CoordinatorDatabase.Open(_directory.File("c.db"));
        _witness = new CheckpointWitness(_database, NullLogger<CheckpointWitness>.Instance);
        _member = new Member("alpha", new LocalizedText("a", "a"), ["provider"], new string('0', 64), [], [], _key.PublicKey, null, false);
        Grow(5);
    }

    [Fact]
    public async Task A_growing_log_is_witnessed_and_remembered_over_a_restart()
    {
        Assert.Equal((5L, ""), await ShowAsync(Checkpoint(5), 0));
        Grow(8);
        Assert.Equal((13L, ""), await ShowAsync(Checkpoint(13), 5));
        Assert.Equal((13L, ""), await ShowAsync(Checkpoint(13), 13));
        _witness = new CheckpointWitness(_database, NullLogger<CheckpointWitness>.Instance);
        Assert.Equal(13, _witness.NewestOf(_member)!.Size);
    }

    [Fact]
    public async Task A_shrunken_log_is_refused()
    {
        await ShowAsync(Checkpoint(5), 0);
        var (size, refusal) = await ShowAsync(Checkpoint(3), 0);
        Assert.Equal(5, size);
        Assert.Contains("shrunk", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rewritten_log_is_refused_at_the_same_size_and_above()
    {
        await ShowAsync(Checkpoint(5), 0);
        var other = new MerkleTree();
        for (var i = 0; i < 9; i++)
        {
            other.Append(MerkleTree.LeafHash([(byte)(i + 100)]));
        }

        Assert.Contains("two roots", (await ShowAsync(SignedCheckpoint.Sign("log/alpha", 5, other.RootAt(5), _key).Note, 0)).Refusal, StringComparison.Ordinal);
        var notice = new CheckpointNotice { Checkpoint = SignedCheckpoint.Sign("log/alpha", 9, other.Root(), _key).Note };
        notice.Consistency.AddRange(other.ConsistencyProof(5, 9).Select(h => ByteString.CopyFrom(h)));
        Assert.Contains("No valid proof", (await _witness.WitnessAsync(_member, notice)).Refusal, StringComparison.Ordinal);
        Assert.Equal(5, _witness.NewestOf(_member)!.Size);
    }

    [Fact]
    public async Task Growth_without_a_proof_is_refused()
    {
        await ShowAsync(Checkpoint(5), 0);
        Grow(3);
        var ack = await _witness.WitnessAsync(_member, new CheckpointNotice { Checkpoint = Checkpoint(8) });
        Assert.Contains("No valid proof", ack.Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checkpoint_by_another_key_or_of_another_log_is_refused()
    {
        using var other = LogKey.Create(SystemRandomSource.Instance);
        var (_, refusal) = await ShowAsync(SignedCheckpoint.Sign("log/alpha", 5, _tree.Root(), other).Note, 0);
        Assert.Contains("not signed", refusal, StringComparison.Ordinal);
        Assert.Contains("not signed", (await ShowAsync("nonsense", 0)).Refusal, StringComparison.Ordinal);
        await ShowAsync(Checkpoint(5), 0);
        Assert.Contains("another origin", (await ShowAsync(SignedCheckpoint.Sign("log/beta", 5, _tree.Root(), _key).Note, 0)).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_first_checkpoint_may_come_with_the_hello_and_a_later_one_does_not_replace_it()
    {
        await _witness.GreetAsync(_member, Checkpoint(5));
        Assert.Equal(5, _witness.NewestOf(_member)!.Size);
        Grow(1);
        await _witness.GreetAsync(_member, Checkpoint(6));
        await _witness.GreetAsync(_member, Checkpoint(2));
        await _witness.GreetAsync(_member, "");
        Assert.Equal(5, _witness.NewestOf(_member)!.Size);
    }

    [Fact]
    public async Task A_member_enrolled_anew_with_another_log_key_begins_anew()
    {
        await ShowAsync(Checkpoint(5), 0);
        using var fresh = LogKey.Create(SystemRandomSource.Instance);
        var member = _member with { LogKey = fresh.PublicKey };
        Assert.Null(_witness.NewestOf(member));
        var ack = await _witness.WitnessAsync(member, new CheckpointNotice { Checkpoint = SignedCheckpoint.Sign("log/alpha", 2, _tree.RootAt(2), fresh).Note });
        Assert.Equal((2L, ""), (ack.Size, ack.Refusal));
        _witness = new CheckpointWitness(_database, NullLogger<CheckpointWitness>.Instance);
        Assert.Equal(2, _witness.NewestOf(member)!.Size);
        Assert.Null(_witness.NewestOf(_member));
    }

    public void Dispose()
    {
        _database.Dispose();
        _key.Dispose();
        _directory.Dispose();
    }

    private void Grow(int leaves)
    {
        for (var i = 0; i < leaves; i++)
        {
            _tree.Append(MerkleTree.LeafHash([(byte)_tree.Size]));
        }
    }

    private string Checkpoint(long size) => SignedCheckpoint.Sign("log/alpha", size, _tree.RootAt(size), _key).Note;

    private async Task<(long Size, string Refusal)> ShowAsync(string note, long from)
    {
        var notice = new CheckpointNotice { Checkpoint = note };
        if (from > 0 && SignedCheckpoint.TryParse(note, out var checkpoint) && checkpoint.Size > from)
        {
            notice.Consistency.AddRange(_tree.ConsistencyProof(from, checkpoint.Size).Select(h => ByteString.CopyFrom(h)));
        }

        var ack = await _witness.WitnessAsync(_member, notice);
        return (ack.Size, ack.Refusal);
    }
}
