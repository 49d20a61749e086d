using FedExchange.Protocols.SecretSharing;

namespace FedExchange.Protocols.Tests.SecretSharing;

public sealed class PairKeyTests
{
    private static readonly byte[] Id = [.. Enumerable.Range(0, 16).Select(i => (byte)i)];
    private static readonly byte[] HalfA = [.. Enumerable.Repeat((byte)0xa1, 32)];
    private static readonly byte[] HalfB = [.. Enumerable.Repeat((byte)0xb2, 32)];

    [Fact]
    public void Both_ends_derive_the_same_key() =>
        Assert.Equal(
            PairKey.Derive(Id, "a", HalfA, "b", HalfB).ExportForSealedStore(),
            PairKey.Derive(Id, "b", HalfB, "a", HalfA).ExportForSealedStore());

    [Fact]
    public void Every_part_changes_the_key()
    {
        byte[] key = PairKey.Derive(Id, "a", HalfA, "b", HalfB).ExportForSealedStore();
        byte[] otherId = [.. Id.Reverse()];
        Assert.NotEqual(key, PairKey.Derive(otherId, "a", HalfA, "b", HalfB).ExportForSealedStore());
        Assert.NotEqual(key, PairKey.Derive(Id, "a", HalfB, "b", HalfA).ExportForSealedStore());
        Assert.NotEqual(key, PairKey.Derive(Id, "a", HalfA, "c", HalfB).ExportForSealedStore());
        Assert.NotEqual(key, PairKey.Derive(Id, "a", HalfA, "b", HalfA).ExportForSealedStore());
    }

    [Fact]
    public void It_survives_the_sealed_store()
    {
        PairKey key = PairKey.Derive(Id, "a", HalfA, "b", HalfB);
        PairKey again = PairKey.FromStored(key.Id, key.ExportForSealedStore());
        Assert.Equal(key.ExportForSealedStore(), again.ExportForSealedStore());
    }

    [Fact]
    public void Its_text_shows_no_key_byte() => Assert.Equal("PairKey(32 bytes)", PairKey.Derive(Id, "a", HalfA, "b", HalfB).ToString());

    [Fact]
    public void Wrong_lengths_and_one_node_twice_are_refused()
    {
        Assert.Throws<ArgumentException>(() => PairKey.Derive(Id, "a", HalfA, "a", HalfB));
        Assert.Throws<ArgumentException>(() => PairKey.Derive(Id.AsSpan(1), "a", HalfA, "b", HalfB));
        Assert.Throws<ArgumentException>(() => PairKey.Derive(Id, "a", HalfA.AsSpan(1), "b", HalfB));
        Assert.Throws<ArgumentException>(() => PairKey.FromStored(Id, new byte[31]));
    }
}
