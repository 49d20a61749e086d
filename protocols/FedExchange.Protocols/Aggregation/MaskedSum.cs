using System.Buffers.Binary;
using System.Security.Cryptography;
using FedExchange.Crypto;
using FedExchange.Protocols.Facts;
using FedExchange.Protocols.SecretSharing;

namespace FedExchange.Protocols.Aggregation;

/// <summary>
/// Sum of one number per party, modulo 2^64: each party adds its share of zero, whoever adds all contributions learns the total only.
/// </summary>
/// <remarks>
/// <para>Protocol: pairwise additive masking, Bonawitz et al., "Practical secure aggregation", CCS 2017, section 4.0.1 (without drop-out
/// recovery: all parties must contribute).</para>
/// <para>Security model: semi-honest; any number of colluding parties, the adder included, learn the honest parties' total and nothing else.</para>
/// <para>Intended leakage: the total, to whoever adds. Cost: 8 bytes and n − 1 HMAC-SHA-256 per party.</para>
/// </remarks>
public static class MaskedSum
{
    /// <summary>Length of one check value in bytes.</summary>
    public const int CheckLength = 16;

    /// <summary>Adds this party's share of zero.</summary>
    /// <param name="value">The private number.</param>
    /// <param name="self">This party's node id.</param>
    /// <param name="parties">All parties, sorted by ordinal.</param>
    /// <param name="pairKeys">A pair key for each other party.</param>
    /// <param name="binding">32 bytes that all parties must agree on, used once: the plan's hash.</param>
    /// <returns>A number that is uniformly random without the other parties' contributions.</returns>
    /// <exception cref="ArgumentException">The list is not sorted, does not hold <paramref name="self"/>, a key is missing, or the binding is not 32 bytes.</exception>
    public static ulong Mask(
        ulong value, string self, IReadOnlyList<string> parties, IReadOnlyDictionary<string, PairKey> pairKeys, ReadOnlySpan<byte> binding)
    {
        MaskedConjunction.RequireSorted(parties);
        if (!parties.Contains(self))
        {
            throw new ArgumentException($"{self} is not among the parties.", nameof(self));
        }

        if (binding.Length != SHA256.HashSizeInBytes)
        {
            throw new ArgumentException("A binding has 32 bytes.", nameof(binding));
        }

        Span<byte> prf = stackalloc byte[SHA256.HashSizeInBytes];
        foreach (string peer in parties)
        {
            if (peer == self)
            {
                continue;
            }

            if (!pairKeys.TryGetValue(peer, out PairKey? key))
            {
                throw new ArgumentException($"There is no pair key for {peer}.", nameof(pairKeys));
            }

            // The party with the smaller id adds, the other subtracts: each pair's value cancels in the total.
            key.Evaluate(DomainSeparation.MaskedSum, binding, prf);
            ulong share = BinaryPrimitives.ReadUInt64LittleEndian(prf);
            value = unchecked(string.CompareOrdinal(self, peer) < 0 ? value + share : value - share);
        }

        CryptographicOperations.ZeroMemory(prf);
        return value;
    }

    /// <summary>
    /// One value for each other party, in the parties' order, under another label than the masks: whoever adds sees that both ends of a pair used the
    /// same key and binding, and learns nothing else.
    /// </summary>
    /// <param name="self">This party's node id.</param>
    /// <param name="parties">All parties, sorted by ordinal.</param>
    /// <param name="pairKeys">The keys that <see cref="Mask"/> got.</param>
    /// <param name="binding">The binding that <see cref="Mask"/> got.</param>
    public static IReadOnlyList<byte[]> PairChecks(
        string self, IReadOnlyList<string> parties, IReadOnlyDictionary<string, PairKey> pairKeys, ReadOnlySpan<byte> binding)
    {
        Span<byte> prf = stackalloc byte[SHA256.HashSizeInBytes];
        List<byte[]> checks = new(parties.Count - 1);
        foreach (string peer in parties)
        {
            if (peer != self)
            {
                pairKeys[peer].Evaluate(DomainSeparation.MaskedSumCheck, binding, prf);
                checks.Add(prf[..CheckLength].ToArray());
            }
        }

        CryptographicOperations.ZeroMemory(prf);
        return checks;
    }

    /// <summary>The first pair whose check values differ, so that their masks do not cancel; null when the contributions fit together.</summary>
    /// <param name="parties">All parties, sorted by ordinal.</param>
    /// <param name="checks">What <see cref="PairChecks"/> gave each party.</param>
    /// <exception cref="ArgumentException">A party's values are missing or too few.</exception>
    public static (string First, string Second)? FindMismatch(IReadOnlyList<string> parties, IReadOnlyDictionary<string, IReadOnlyList<byte[]>> checks)
    {
        MaskedConjunction.RequireSorted(parties);
        if (parties.FirstOrDefault(party => !checks.TryGetValue(party, out IReadOnlyList<byte[]>? own) || own.Count != parties.Count - 1) is { } missing)
        {
            throw new ArgumentException($"The check values of {missing} are missing or of another number.", nameof(checks));
        }

        for (int i = 0; i < parties.Count; i++)
        {
            for (int j = i + 1; j < parties.Count; j++)
            {
                // A party's list leaves out the party itself, so j stands one place earlier in the list of i.
                if (!CryptographicOperations.FixedTimeEquals(checks[parties[i]][j - 1], checks[parties[j]][i]))
                {
                    return (parties[i], parties[j]);
                }
            }
        }

        return null;
    }

    /// <summary>Adds all contributions modulo 2^64.</summary>
    /// <param name="contributions">One from each party.</param>
    public static ulong Combine(IEnumerable<ulong> contributions) =>
        contributions.Aggregate(0UL, (sum, contribution) => unchecked(sum + contribution));
}
