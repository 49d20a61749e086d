using System.Text;
using FedExchange.Crypto.Merkle;
using FedExchange.Crypto.PublicKey;
using FedExchange.Crypto.Randomness;
using FedExchange.Crypto.Tests.Support;

namespace FedExchange.Crypto.Tests.Merkle;

public sealed class SignedCheckpointTests
{
    private static readonly LogKey Key = LogKey.Create(new SeededRandomSource(1));
    private static readonly byte[] Root = MerkleTree.LeafHash("x"u8);

    [Fact]
    public void A_checkpoint_reads_back_and_verifies()
    {
        var signed = SignedCheckpoint.Sign("region.example/民政局", 42, Root, Key);
        Assert.StartsWith($"region.example/民政局\n42\n{Convert.ToBase64String(Root)}\n\n— region.example/民政局 ", signed.Note, StringComparison.Ordinal);
        Assert.True(SignedCheckpoint.TryParse(signed.Note, out var parsed));
        Assert.Equal(("region.example/民政局", 42L), (parsed.Origin, parsed.Size));
        Assert.Equal(Root, parsed.Root);
        Assert.True(parsed.Verify(Key.PublicKey));
        using var other = LogKey.Create(new SeededRandomSource(2));
        Assert.False(parsed.Verify(other.PublicKey));
        Assert.False(parsed.Verify([]));
    }

    [Fact]
    public void A_changed_checkpoint_does_not_verify()
    {
        var note = SignedCheckpoint.Sign("log.example", 42, Root, Key).Note;
        foreach (var changed in new[] { note.Replace("\n42\n", "\n43\n", StringComparison.Ordinal), note.Replace("log.example", "log.exampl3", StringComparison.Ordinal), Extended(note) })
        {
            Assert.True(SignedCheckpoint.TryParse(changed, out var parsed));
            Assert.False(parsed.Verify(Key.PublicKey));
        }

        static string Extended(string note) => note.Replace("\n\n", "\nextension\n\n", StringComparison.Ordinal);
    }

    [Fact]
    public void A_witness_may_add_its_signature_but_not_replace_the_logs()
    {
        using var witness = LogKey.Create(new SeededRandomSource(2));
        var note = SignedCheckpoint.Sign("log.example", 42, Root, Key).Note;
        var text = note[..(note.IndexOf("\n\n", StringComparison.Ordinal) + 1)];
        var witnessLine = SignedNote.Sign(text, "witness.example", witness)[(text.Length + 1)..];
        Assert.True(SignedCheckpoint.TryParse(note + witnessLine, out var witnessed));
        Assert.True(witnessed.Verify(Key.PublicKey));
        Assert.False(witnessed.Verify(witness.PublicKey)); // under another name than the origin
        Assert.True(SignedCheckpoint.TryParse($"{text}\n{witnessLine}", out var replaced));
        Assert.False(replaced.Verify(Key.PublicKey));
    }

    [Theory]
    [InlineData("log.example\n042\nROOT\n")]
    [InlineData("log.example\n-1\nROOT\n")]
    [InlineData("log.example\n+1\nROOT\n")]
    [InlineData("log.example\n1 \nROOT\n")]
    [InlineData("log.example\n9223372036854775808\nROOT\n")]
    [InlineData("log.example\n\nROOT\n")]
    [InlineData("log.example\n1\nROOT \n")]
    [InlineData("log.example\n1\nAAAA\n")]
    [InlineData("log.example\n1\n")]
    [InlineData("log example\n1\nROOT\n")]
    [InlineData("log+example\n1\nROOT\n")]
    [InlineData("\n1\nROOT\n")]
    [InlineData("log.example\r\n1\nROOT\n")]
    [InlineData("log.example\n1\nROOT\n\nmore\n")]
    public void Texts_out_of_form_are_refused_even_when_rightly_signed(string text)
    {
        var note = SignedNote.Sign(text.Replace("ROOT", Convert.ToBase64String(Root), StringComparison.Ordinal), "log.example", Key);
        Assert.False(SignedCheckpoint.TryParse(note, out _));
    }

    [Fact]
    public void Signatures_out_of_form_are_refused()
    {
        var note = SignedCheckpoint.Sign("log.example", 42, Root, Key).Note;
        string?[] bad =
        [
            null, string.Empty, "\n\n", note[..^1], note + "\n", note + "x", note.Replace("— ", "- ", StringComparison.Ordinal),
            note.Replace("\n\n", "\n", StringComparison.Ordinal), note + "— a\n", note + "— a b c\n", note + "— a AAAA\n", note + "— a AAAAAB==\n",
            note + "\u0001\n", note + "\ud800\n", note + string.Concat(Enumerable.Repeat("— a AAAAAAAA\n", 64)), note + new string('x', 70_000),
        ];
        Assert.All(bad, text => Assert.False(SignedCheckpoint.TryParse(text, out _)));
    }

    [Fact]
    public void Names_and_roots_out_of_form_cannot_be_signed()
    {
        Assert.Throws<ArgumentException>(() => SignedCheckpoint.Sign("two words", 1, Root, Key));
        Assert.Throws<ArgumentException>(() => SignedCheckpoint.Sign("a+b", 1, Root, Key));
        Assert.Throws<ArgumentException>(() => SignedCheckpoint.Sign(string.Empty, 1, Root, Key));
        Assert.Throws<ArgumentException>(() => SignedCheckpoint.Sign("a", 1, new byte[31], Key));
        Assert.Throws<ArgumentOutOfRangeException>(() => SignedCheckpoint.Sign("a", -1, Root, Key));
    }

    [Fact]
    public void Damaged_and_random_notes_do_not_verify_and_throw_nothing()
    {
        var random = new SeededRandomSource(51);
        var note = SignedCheckpoint.Sign("log.example", 42, Root, Key).Note;
        for (var i = 0; i < 4000; i++)
        {
            var bytes = i % 4 == 0 ? Mutation.RandomBytes(random.NextInt32(200), random) : Mutation.Damage(Encoding.UTF8.GetBytes(note), random);
            var text = Encoding.UTF8.GetString(bytes);
            if (SignedCheckpoint.TryParse(text, out var parsed) && parsed.Verify(Key.PublicKey))
            {
                Assert.Equal(42, parsed.Size);
                Assert.Equal(Root, parsed.Root);
            }
        }
    }

    [Fact]
    public void Signed_notes_agree_with_the_c2sp_vectors()
    {
        foreach (var test in SharedVectors.Load("tlog/signed_notes.json").GetProperty("cases").EnumerateArray())
        {
            var note = SignedNote.TryParse(test.Text("note"));
            var verified = note is not null && test.GetProperty("vkeys").EnumerateArray().All(vkey =>
            {
                var parts = vkey.GetString()!.Split('+', 3);
                var key = Convert.FromBase64String(parts[2]);
                return key.Length == 33 && key[0] == 1 && Convert.ToHexStringLower(SignedNote.KeyHash(parts[0], key.AsSpan(1))) == parts[1]
                    && note.IsSignedBy(parts[0], key.AsSpan(1));
            });
            Assert.True(test.GetProperty("valid").GetBoolean() == verified, test.GetRawText());
        }
    }
}
