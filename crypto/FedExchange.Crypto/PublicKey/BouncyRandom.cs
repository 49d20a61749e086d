using FedExchange.Crypto.Randomness;
using Org.BouncyCastle.Crypto.Prng;
using Org.BouncyCastle.Security;

namespace FedExchange.Crypto.PublicKey;

/// <summary>Lets BouncyCastle draw from our random source, so that randomness stays an argument.</summary>
internal sealed class BouncyRandom(IRandomSource source) : SecureRandom(new Generator(source), 0)
{
    private sealed class Generator(IRandomSource source) : IRandomGenerator
    {
        public void AddSeedMaterial(byte[] seed)
        {
            // The source seeds itself.
        }

        public void AddSeedMaterial(ReadOnlySpan<byte> seed)
        {
            // The source seeds itself.
        }

        public void AddSeedMaterial(long seed)
        {
            // The source seeds itself.
        }

        public void NextBytes(byte[] bytes) => source.Fill(bytes);

        public void NextBytes(byte[] bytes, int start, int len) => source.Fill(bytes.AsSpan(start, len));

        public void NextBytes(Span<byte> bytes) => source.Fill(bytes);
    }
}
