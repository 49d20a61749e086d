using FedExchange.Crypto.Randomness;

namespace FedExchange.Crypto.Tests.Support;

/// <summary>Damages valid encodings and makes random ones, for the decoders that must survive them.</summary>
internal static class Mutation
{
    public static byte[] Damage(byte[] valid, SeededRandomSource random)
    {
        var bytes = valid.ToList();
        for (var change = random.NextInt32(4); change >= 0; change--)
        {
            var place = bytes.Count == 0 ? 0 : random.NextInt32(bytes.Count);
            switch (random.NextInt32(5))
            {
                case 0 when bytes.Count > 0:
                    bytes[place] ^= (byte)(1 << random.NextInt32(8));
                    break;
                case 1 when bytes.Count > 0:
                    bytes.RemoveRange(place, Math.Min(bytes.Count - place, 1 + random.NextInt32(8)));
                    break;
                case 2:
                    bytes.InsertRange(place, RandomBytes(1 + random.NextInt32(8), random));
                    break;
                case 3 when bytes.Count > 0:
                    bytes.RemoveRange(place, bytes.Count - place);
                    break;
                case 4 when bytes.Count > 0:
                    bytes[place] = (byte)random.NextInt32(256);
                    break;
                default:
                    bytes.Add(0);
                    break;
            }
        }

        return [.. bytes];
    }

    public static byte[] RandomBytes(int length, SeededRandomSource random)
    {
        var bytes = new byte[length];
        random.Fill(bytes);
        return bytes;
    }
}
