namespace FedExchange.Crypto.Merkle;

/// <summary>A growing row of 32-byte hashes in chunks of bytes: millions of hashes without an object for each.</summary>
internal sealed class HashColumn
{
    private const int HashLength = SecurityParameters.HashLength;
    private const int ChunkHashes = 1024;
    private const int FirstHashes = 8;

    private readonly List<byte[]> chunks = [];

    public long Count { get; private set; }

    public ReadOnlySpan<byte> this[long index] =>
        chunks[(int)(index / ChunkHashes)].AsSpan((int)(index % ChunkHashes) * HashLength, HashLength);

    public void Add(ReadOnlySpan<byte> hash)
    {
        var chunk = (int)(Count / ChunkHashes);
        var offset = (int)(Count % ChunkHashes) * HashLength;
        if (chunk == chunks.Count)
        {
            chunks.Add(new byte[(chunk == 0 ? FirstHashes : ChunkHashes) * HashLength]);
        }
        else if (offset == chunks[chunk].Length)
        {
            var larger = new byte[offset * 2];
            chunks[chunk].CopyTo(larger, 0);
            chunks[chunk] = larger;
        }

        hash.CopyTo(chunks[chunk].AsSpan(offset));
        Count++;
    }
}
