// Checkpoint of a transparency log: C2SP tlog-checkpoint (c2sp.org/tlog-checkpoint) in a signed note.
// Security: that of Ed25519 and SHA-256: whoever holds one checkpoint can tell any later log that forgets or changes
// what it covers. Cost: one Ed25519 operation.
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using FedExchange.Crypto.PublicKey;

namespace FedExchange.Crypto.Merkle;

/// <summary>A log's signed statement of its size and root. Parsing checks the form only; call <see cref="Verify"/>.</summary>
public sealed class SignedCheckpoint
{
    private const int LongestNote = 64 * 1024;

    private readonly SignedNote parsed;
    private readonly byte[] root;

    private SignedCheckpoint(string note, SignedNote parsed, string origin, long size, byte[] root)
    {
        Note = note;
        this.parsed = parsed;
        Origin = origin;
        Size = size;
        this.root = root;
    }

    /// <summary>Name of the log, unique in the world, and of its key.</summary>
    public string Origin { get; }

    /// <summary>Number of leaves.</summary>
    public long Size { get; }

    /// <summary>Root of the tree, 32 bytes. A fresh copy.</summary>
    public byte[] Root => root.ToArray();

    /// <summary>The whole signed note, as it is published.</summary>
    public string Note { get; }

    /// <summary>Makes a checkpoint.</summary>
    /// <param name="origin">Name of the log: no white space, no plus sign.</param>
    /// <param name="size">Number of leaves, not negative.</param>
    /// <param name="root">32 bytes.</param>
    /// <param name="key">The log's key.</param>
    /// <returns>The signed checkpoint.</returns>
    /// <exception cref="ArgumentException">The name or the root has not that form.</exception>
    public static SignedCheckpoint Sign(string origin, long size, ReadOnlySpan<byte> root, LogKey key)
    {
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        if (!SignedNote.IsKeyName(origin))
        {
            throw new ArgumentException("The name of a log has no white space, control character or plus sign.", nameof(origin));
        }

        if (root.Length != NodeHash.Length)
        {
            throw new ArgumentException("A root has 32 bytes.", nameof(root));
        }

        var text = string.Create(CultureInfo.InvariantCulture, $"{origin}\n{size}\n{Convert.ToBase64String(root)}\n");
        var note = SignedNote.Sign(text, origin, key);
        return TryParse(note, out var checkpoint)
            ? checkpoint
            : throw new InvalidOperationException("A checkpoint just written does not read back.");
    }

    /// <summary>Reads a checkpoint. Its signature is not checked yet.</summary>
    /// <param name="note">The signed note. May carry signatures of others, and extension lines, which are signed too.</param>
    /// <param name="checkpoint">The checkpoint, when the form is right.</param>
    /// <returns>True when the form is right.</returns>
    public static bool TryParse([NotNullWhen(true)] string? note, [NotNullWhen(true)] out SignedCheckpoint? checkpoint)
    {
        checkpoint = null;
        if (note is null || note.Length > LongestNote || SignedNote.TryParse(note) is not { } parsed)
        {
            return false;
        }

        var lines = parsed.Text.Split('\n'); // the last element is empty: the text ends in a newline
        if (lines.Length < 4
            || lines.AsSpan(0, lines.Length - 1).Contains(string.Empty)
            || !SignedNote.IsKeyName(lines[0])
            || !TryReadSize(lines[1], out var size)
            || !StrictBase64.TryDecode(lines[2], out var root)
            || root.Length != NodeHash.Length)
        {
            return false;
        }

        checkpoint = new SignedCheckpoint(note, parsed, lines[0], size, root);
        return true;
    }

    /// <summary>Checks the log's own signature.</summary>
    /// <param name="logPublicKey">The log's key, 32 bytes, from the directory.</param>
    /// <returns>True when that key, under the name <see cref="Origin"/>, signed this checkpoint.</returns>
    public bool Verify(ReadOnlySpan<byte> logPublicKey) => parsed.IsSignedBy(Origin, logPublicKey);

    private static bool TryReadSize(string text, out long size) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out size) && (text == "0" || text[0] != '0');
}
