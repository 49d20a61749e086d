using System.Diagnostics.CodeAnalysis;

namespace FedExchange.Crypto.Merkle;

/// <summary>Standard base64 (RFC 4648, section 4) in its one canonical form: padded, no white space, no stray bits.</summary>
internal static class StrictBase64
{
    public static bool TryDecode(string text, [NotNullWhen(true)] out byte[]? bytes)
    {
        var buffer = new byte[(text.Length / 4 * 3) + 3];
        if (!Convert.TryFromBase64String(text, buffer, out var written))
        {
            bytes = null;
            return false;
        }

        bytes = buffer[..written];
        return Convert.ToBase64String(bytes) == text;
    }
}
