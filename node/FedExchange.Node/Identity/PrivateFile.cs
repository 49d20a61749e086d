using System.Security.Cryptography;

namespace FedExchange.Node.Identity;

/// <summary>Small files that must be whole after a crash, and, where secret, readable by the node's user only.</summary>
internal static class PrivateFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Replaces a file by rename, flushed to the disk; mode 0600 where the platform has modes.</summary>
    public static void Write(string path, string text) => Replace(path, text, OwnerOnly);

    /// <summary>Replaces a file that others may read.</summary>
    public static void WritePublic(string path, string text) => Replace(path, text, OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead);

    /// <summary>Makes a folder that only the node's user enters.</summary>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    /// <summary>Reads the bytes of a PEM file with one block of the given label.</summary>
    /// <exception cref="NodeException">KEY_UNREADABLE: the file is missing, is no PEM, holds something else, or is open to others.</exception>
    public static byte[] ReadPem(string path, string label, bool secret)
    {
        string text;
        try
        {
            text = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NodeException("KEY_UNREADABLE", $"Cannot read {path}: restore it from the backup of this node, or start anew with 'fedx node init' in an empty directory.", e);
        }

        if (secret && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~(OwnerOnly | UnixFileMode.UserExecute)) != 0)
        {
            throw new NodeException("KEY_UNREADABLE", $"{path} is a private key that others on this machine may read: run 'chmod 600 {path}', and replace the key if somebody else had access.");
        }

        if (PemEncoding.TryFind(text, out var fields) && text[fields.Label] == label)
        {
            return Convert.FromBase64String(text[fields.Base64Data]);
        }

        throw new NodeException("KEY_UNREADABLE", $"{path} holds no '{label}' in PEM form: restore it from the backup of this node.");
    }

    private static void Replace(string path, string text, UnixFileMode mode)
    {
        var temporary = path + ".new";
        File.Delete(temporary); // left over from a crash, perhaps with another mode
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = mode;
        }

        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(System.Text.Encoding.UTF8.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
    }
}
