using System.Security.Cryptography;
using System.Text;

namespace FedExchange.Registers;

/// <summary>A CSV file, read once from front to back while its SHA-256 is taken.</summary>
internal sealed class CsvSource : IDisposable
{
    private readonly FileStream stream;
    private readonly SHA256 hash = SHA256.Create();
    private readonly CryptoStream hashing;

    public CsvSource(string path, string encodingName)
    {
        stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 17, FileOptions.SequentialScan);
        hashing = new CryptoStream(stream, hash, CryptoStreamMode.Read, leaveOpen: true);
        Reader = new StreamReader(hashing, Strict(encodingName), detectEncodingFromByteOrderMarks: false, 1 << 16);
    }

    public StreamReader Reader { get; }

    /// <summary>Reads the rest and returns the hash of all bytes.</summary>
    public string FinishHash()
    {
        hashing.CopyTo(Stream.Null);
        return Convert.ToHexStringLower(hash.Hash!);
    }

    public static string HashFile(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 17, FileOptions.SequentialScan);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    /// <summary>The first line whose bytes are not of the encoding; 1 when the file begins with UTF-16's mark.</summary>
    public static long FindBadLine(string path, string encodingName)
    {
        var encoding = Strict(encodingName);
        using var file = new BufferedStream(File.OpenRead(path), 1 << 16);
        var bytes = new List<byte>();
        long line = 1;
        for (var next = file.ReadByte(); next >= 0; next = file.ReadByte())
        {
            bytes.Add((byte)next);
            if (next != '\n' && bytes.Count < 1 << 20)
                continue;
            if (!IsDecodable(encoding, bytes))
                return line;
            bytes.Clear();
            line += next == '\n' ? 1 : 0;
        }

        return line;
    }

    public void Dispose()
    {
        Reader.Dispose();
        hashing.Dispose();
        hash.Dispose();
        stream.Dispose();
    }

    private static bool IsDecodable(Encoding encoding, List<byte> bytes)
    {
        try
        {
            encoding.GetCharCount([.. bytes]);
            return true;
        }
        catch (DecoderFallbackException)
        {
            // This is the question asked.
            return false;
        }
    }

    private static Encoding Strict(string encodingName) => encodingName == "utf-8"
        ? new UTF8Encoding(encoderShouldEmitUTF8Identifier: true, throwOnInvalidBytes: true)
        : CodePagesEncodingProvider.Instance.GetEncoding(encodingName, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
            ?? throw new RegisterException($"This system has no encoding '{encodingName}'; use utf-8.");
}
