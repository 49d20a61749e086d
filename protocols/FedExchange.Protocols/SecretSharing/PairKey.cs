using System.Security.Cryptography;
using FedExchange.Crypto;
using FedExchange.Crypto.Hashing;

namespace FedExchange.Protocols.SecretSharing;

/// <summary>
/// A 32-byte key that exactly two nodes hold. It seeds the pseudorandom shares of zero that hide each party's
/// contribution. Both halves are random and travel sealed, so neither side chooses the key alone.
/// </summary>
public sealed class PairKey : IDisposable
{
    /// <summary>Length of the key and of each half, in bytes.</summary>
    public const int Length = 32;

    /// <summary>Length of a key id, in bytes.</summary>
    public const int IdLength = 16;

    private readonly byte[] _key;
    private readonly byte[] _id;

    private PairKey(byte[] id, byte[] key) => (_id, _key) = (id, key);

    /// <summary>Names this key; random, the same at both ends, says nothing about the key.</summary>
    public ReadOnlySpan<byte> Id => _id;

    /// <summary>
    /// Derives the key from both halves. Both ends get the same key whichever of them calls, since the ids are
    /// put in ordinal order together with their halves.
    /// </summary>
    /// <param name="keyId">16 bytes chosen by the offering side.</param>
    /// <param name="first">One node's id.</param>
    /// <param name="firstHalf">That node's 32 secret bytes.</param>
    /// <param name="second">The other node's id, different from <paramref name="first"/>.</param>
    /// <param name="secondHalf">The other node's 32 secret bytes.</param>
    /// <exception cref="ArgumentException">A length is wrong or both ids are the same.</exception>
    public static PairKey Derive(
        ReadOnlySpan<byte> keyId, string first, ReadOnlySpan<byte> firstHalf, string second, ReadOnlySpan<byte> secondHalf)
    {
        int order = string.CompareOrdinal(first, second);
        if (order == 0)
        {
            throw new ArgumentException("A pair key joins two different nodes.", nameof(second));
        }

        if (keyId.Length != IdLength || firstHalf.Length != Length || secondHalf.Length != Length)
        {
            throw new ArgumentException("A key id has 16 bytes and each half 32.", nameof(keyId));
        }

        if (order > 0)
        {
            return Derive(keyId, second, secondHalf, first, firstHalf);
        }

        byte[] info = new TranscriptHash(DomainSeparation.PairKey).Add(keyId).Add(first).Add(second).Finish();
        Span<byte> halves = stackalloc byte[2 * Length];
        try
        {
            firstHalf.CopyTo(halves);
            secondHalf.CopyTo(halves[Length..]);
            return new PairKey(keyId.ToArray(), Prf.HkdfSha256(halves, [], info, Length));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(halves);
        }
    }

    /// <summary>Restores a key from the node's sealed store.</summary>
    /// <param name="keyId">16 bytes.</param>
    /// <param name="key">32 bytes.</param>
    /// <exception cref="ArgumentException">A length is wrong.</exception>
    public static PairKey FromStored(ReadOnlySpan<byte> keyId, ReadOnlySpan<byte> key)
    {
        if (keyId.Length != IdLength || key.Length != Length)
        {
            throw new ArgumentException("A key id has 16 bytes and a pair key 32.", nameof(key));
        }

        return new PairKey(keyId.ToArray(), key.ToArray());
    }

    /// <summary>Copies the key for the node's sealed store; the caller clears the copy.</summary>
    public byte[] ExportForSealedStore() => (byte[])_key.Clone();

    /// <summary>The PRF under this key: HMAC-SHA-256 over a labelled 32-byte binding.</summary>
    /// <param name="label">Domain separation label.</param>
    /// <param name="binding">What all parties must agree on, 32 bytes.</param>
    /// <param name="destination">32 bytes of output.</param>
    internal void Evaluate(ReadOnlySpan<byte> label, ReadOnlySpan<byte> binding, Span<byte> destination)
    {
        Span<byte> input = stackalloc byte[label.Length + 1 + binding.Length];
        label.CopyTo(input);
        input[label.Length] = 0;
        binding.CopyTo(input[(label.Length + 1)..]);
        Prf.HmacSha256(_key, input, destination);
    }

    /// <inheritdoc/>
    public override string ToString() => $"PairKey({Length} bytes)";

    /// <summary>Clears the key.</summary>
    public void Dispose() => CryptographicOperations.ZeroMemory(_key);
}
