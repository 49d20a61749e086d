using System.Buffers.Binary;
using FedExchange.Crypto.Randomness;

namespace FedExchange.Node.Links;

/// <summary>A random fraction for spreading retries in time.</summary>
internal static class Jitter
{
    /// <summary>From 0 up to, not including, 1.</summary>
    public static double Next(IRandomSource random)
    {
        Span<byte> bytes = stackalloc byte[4];
        random.Fill(bytes);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes) / (uint.MaxValue + 1.0);
    }
}
