// Signed notes with Ed25519: C2SP signed-note (c2sp.org/signed-note).
// Security: that of Ed25519; the key's name is bound through the key hash. Cost: one Ed25519 operation.
using System.Security.Cryptography;
using System.Text;
using FedExchange.Crypto.PublicKey;

namespace FedExchange.Crypto.Merkle;

/// <summary>A text that ends in a newline, with signature lines after a blank line.</summary>
internal sealed class SignedNote
{
    private const byte Ed25519Type = 1;
    private const int KeyHashLength = 4;
    private const int MostSignatures = 64;
    private const string Marker = "\u2014 "; // em dash, space

    private readonly List<(string Name, byte[] Signature)> signatures = [];

    private SignedNote(string text) => Text = text;

    /// <summary>What was signed, with its final newline.</summary>
    public string Text { get; }

    public static string Sign(string text, string name, LogKey key)
    {
        var publicKey = key.PublicKey;
        byte[] signature = [.. KeyHash(name, publicKey), .. key.Sign(Encoding.UTF8.GetBytes(text))];
        return $"{text}\n{Marker}{name} {Convert.ToBase64String(signature)}\n";
    }

    public static bool IsKeyName(string name) => name.Length > 0 && !name.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || char.IsSurrogate(c) || c == '+');

    public static SignedNote? TryParse(string note)
    {
        // The last blank line divides text from signatures; the text keeps its own final newline.
        var blank = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (blank < 0 || !note.EndsWith('\n') || note.Any(c => c is not '\n' && char.IsControl(c)) || HasLoneSurrogate(note))
        {
            return null;
        }

        var parsed = new SignedNote(note[..(blank + 1)]);
        var lines = note[(blank + 2)..].Split('\n');
        if (lines.Length is < 2 or > MostSignatures + 1)
        {
            return null;
        }

        foreach (var line in lines.AsSpan(0, lines.Length - 1))
        {
            if (!parsed.TryAddSignature(line))
            {
                return null;
            }
        }

        return parsed;
    }

    /// <summary>True when there is a signature by this key under this name, and every such signature is right.</summary>
    public bool IsSignedBy(string name, ReadOnlySpan<byte> publicKey)
    {
        var keyHash = KeyHash(name, publicKey);
        var text = Encoding.UTF8.GetBytes(Text);
        var found = false;
        foreach (var (signer, signature) in signatures)
        {
            if (signer != name || !signature.AsSpan(0, KeyHashLength).SequenceEqual(keyHash))
            {
                continue; // another key's signature: a witness, perhaps
            }

            if (!LogKey.Verify(publicKey, text, signature.AsSpan(KeyHashLength)))
            {
                return false;
            }

            found = true;
        }

        return found;
    }

    /// <summary>First four bytes of SHA-256(name ‖ newline ‖ 0x01 ‖ public key).</summary>
    internal static byte[] KeyHash(string name, ReadOnlySpan<byte> publicKey) =>
        SHA256.HashData([.. Encoding.UTF8.GetBytes(name), (byte)'\n', Ed25519Type, .. publicKey])[..KeyHashLength];

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[++i])))
            {
                return true;
            }
        }

        return false;
    }

    private bool TryAddSignature(string line)
    {
        if (!line.StartsWith(Marker, StringComparison.Ordinal))
        {
            return false;
        }

        var parts = line[Marker.Length..].Split(' ');
        if (parts.Length != 2 || !IsKeyName(parts[0]) || !StrictBase64.TryDecode(parts[1], out var signature) || signature.Length <= KeyHashLength)
        {
            return false;
        }

        signatures.Add((parts[0], signature));
        return true;
    }
}
