namespace FedExchange.Governance.Files;

/// <summary>Replaces small files so that a reader, or a restart after a crash, sees the old content or the new, never a mixture.</summary>
internal static class DurableFile
{
    /// <summary>Writes a neighbour, flushes it to the disk if asked, and renames it over <paramref name="path"/>.</summary>
    public static void Replace(string path, ReadOnlySpan<byte> content, bool flush = true)
    {
        var temporary = path + ".new";
        using (var handle = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(handle, content, 0);
            if (flush)
            {
                RandomAccess.FlushToDisk(handle);
            }
        }

        File.Move(temporary, path, overwrite: true);
    }
}
