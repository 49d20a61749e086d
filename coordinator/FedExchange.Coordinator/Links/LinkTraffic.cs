namespace FedExchange.Coordinator.Links;

/// <summary>Frames and bytes relayed from one node: all that the relay knows of them.</summary>
internal sealed class LinkTraffic
{
    private long _frames;
    private long _bytes;

    public long Frames => Interlocked.Read(ref _frames);

    public long Bytes => Interlocked.Read(ref _bytes);

    public void Count(int bytes)
    {
        Interlocked.Increment(ref _frames);
        Interlocked.Add(ref _bytes, bytes);
    }
}
