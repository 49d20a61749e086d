using System.Runtime.InteropServices;
using System.Security.Cryptography;
using FedExchange.Crypto;
using FedExchange.Crypto.Hashing;
using FedExchange.Crypto.Randomness;
using FedExchange.Protocols.SecretSharing;

namespace FedExchange.Protocols.Facts;

/// <summary>
/// Masked zero-sum conjunction: n providers each hold a three-valued bit; the requester learns whether all are true,
/// whether any is definitely false, and nothing else.
/// </summary>
/// <remarks>
/// <para>Protocol: additive masking with pseudorandom zero sharing from pairwise keys (the zero sharing of
/// Cramer, Damgård, Ishai, "Share conversion, pseudorandom secret-sharing and applications to secure computation", TCC 2005, section 3,
/// in its pairwise form as in Bonawitz et al., "Practical secure aggregation", CCS 2017, section 4), with a random multiplier
/// that turns "not true" into a uniformly random element. Group: 128-bit strings under XOR.</para>
/// <para>Security model: semi-honest providers. Privacy stands against any number of colluding parties, the requester
/// included: from two honest providers on, their contributions are uniformly random but for their sum; with one honest
/// provider the sum less the colluders' own inputs is all there is to know in any protocol. A malicious provider can
/// falsify the answer, as it can by lying about its own record. A malicious requester who shows different requests to
/// different providers gets uniformly random sums, since the zero shares are bound to everything that all must agree on.</para>
/// <para>Intended leakage: the requester learns true, false or undetermined (and for one single provider nothing less than
/// its bit, which is the answer). Providers learn the subject (disclosed mode) and that they took part.</para>
/// <para>Correctness error: a non-empty XOR of uniformly random 128-bit masks is zero with 2^-128 ≤ 2^-80 for each of the two sums.</para>
/// <para>Cost: one message of 2 + 16·(n + 1) bytes per provider, 3·(n − 1) HMAC-SHA-256 per provider; no interaction between providers.</para>
/// </remarks>
public static class MaskedConjunction
{
    private const int Element = MaskedShare.ElementLength;

    /// <summary>The hash that all parties must agree on; it keys this request's zero sharing.</summary>
    /// <param name="requestId">One-time id, 32 bytes.</param>
    /// <param name="definitionHash">SHA-256 of the definition's canonical form.</param>
    /// <param name="requester">Node id of the requester.</param>
    /// <param name="purpose">Registered purpose.</param>
    /// <param name="subjectId">Canonical subject id.</param>
    /// <param name="subjectName">Subject's name as sent, or the empty string.</param>
    /// <param name="consentHash">SHA-256 of the consent token.</param>
    /// <param name="providers">Node ids of all providers, sorted by ordinal, each once.</param>
    /// <returns>32 bytes.</returns>
    /// <exception cref="ArgumentException">The provider list is empty, not sorted, or names one twice.</exception>
    public static byte[] Binding(
        ReadOnlySpan<byte> requestId,
        ReadOnlySpan<byte> definitionHash,
        string requester,
        string purpose,
        string subjectId,
        string subjectName,
        ReadOnlySpan<byte> consentHash,
        IReadOnlyList<string> providers)
    {
        RequireSorted(providers);
        TranscriptHash hash = new TranscriptHash(DomainSeparation.ConjunctionBinding)
            .Add(requestId).Add(definitionHash).Add(requester).Add(purpose)
            .Add(subjectId).Add(subjectName).Add(consentHash).Add(providers.Count);
        foreach (string provider in providers)
        {
            hash = hash.Add(provider);
        }

        return hash.Finish();
    }

    /// <summary>One provider's message.</summary>
    /// <param name="holds">This provider's input definitely holds.</param>
    /// <param name="fails">This provider's input definitely does not hold; neither flag set: its records do not decide.</param>
    /// <param name="self">This provider's node id; must be in <paramref name="providers"/>.</param>
    /// <param name="providers">All providers, sorted by ordinal.</param>
    /// <param name="pairKeys">A pair key for each other provider.</param>
    /// <param name="binding">From <see cref="Binding"/>, computed by this provider from what it was shown.</param>
    /// <param name="random">
    /// Uniformly random to everybody else, never the same for two bindings: fresh, or a PRF of the binding under a secret of the node. For one binding
    /// only one share may ever leave; two under different masks differ by zero exactly if the input holds.
    /// </param>
    /// <exception cref="ArgumentException">The list is not sorted, does not hold <paramref name="self"/>, a key is missing, or the binding is not 32 bytes.</exception>
    public static MaskedShare Contribute(
        bool holds,
        bool fails,
        string self,
        IReadOnlyList<string> providers,
        IReadOnlyDictionary<string, PairKey> pairKeys,
        ReadOnlySpan<byte> binding,
        IRandomSource random)
    {
        RequireSorted(providers);
        if (!providers.Contains(self))
        {
            throw new ArgumentException($"{self} is not among the providers.", nameof(self));
        }

        if (holds && fails)
        {
            throw new ArgumentException("An input cannot both hold and fail.", nameof(fails));
        }

        if (binding.Length != SHA256.HashSizeInBytes)
        {
            throw new ArgumentException("A binding has 32 bytes.", nameof(binding));
        }

        // 1. Two fresh random masks, drawn whatever the input is; kept or cleared without a branch on it.
        Span<byte> masked = stackalloc byte[2 * Element];
        random.Fill(masked);
        KeepIf(!holds, masked[..Element]);
        KeepIf(fails, masked[Element..]);

        // 2. Add this provider's share of zero: the XOR over all pairs of PRF(pair key, binding); each value occurs at both ends.
        Span<byte> prf = stackalloc byte[SHA256.HashSizeInBytes];
        List<byte[]> checks = new(providers.Count - 1);
        foreach (string peer in providers)
        {
            if (peer == self)
            {
                continue;
            }

            if (!pairKeys.TryGetValue(peer, out PairKey? key))
            {
                throw new ArgumentException($"There is no pair key for {peer}.", nameof(pairKeys));
            }

            key.Evaluate(DomainSeparation.ConjunctionAllTrue, binding, prf);
            XorInto(masked[..Element], prf[..Element]);
            key.Evaluate(DomainSeparation.ConjunctionAnyFalse, binding, prf);
            XorInto(masked[Element..], prf[..Element]);

            // 3. A check value under another label lets the requester see that both ends used the same key and binding.
            key.Evaluate(DomainSeparation.PairCheck, binding, prf);
            checks.Add(prf[..Element].ToArray());
        }

        CryptographicOperations.ZeroMemory(prf);
        return new MaskedShare(masked[..Element].ToArray(), masked[Element..].ToArray(), checks);
    }

    /// <summary>The requester's step: adds the shares of all providers.</summary>
    /// <param name="providers">All providers, sorted by ordinal.</param>
    /// <param name="shares">One share from each.</param>
    /// <returns>Both sums read as flags.</returns>
    /// <exception cref="ArgumentException">A share is missing or has the wrong number of checks.</exception>
    /// <exception cref="ViewsDifferException">Two providers' checks disagree, so that the sum would be noise.</exception>
    public static ConjunctionSums Combine(IReadOnlyList<string> providers, IReadOnlyDictionary<string, MaskedShare> shares)
    {
        RequireSorted(providers);
        foreach (string provider in providers)
        {
            if (!shares.TryGetValue(provider, out MaskedShare? share) || share.PairChecks.Count != providers.Count - 1)
            {
                throw new ArgumentException($"The share of {provider} is missing or has the wrong number of checks.", nameof(shares));
            }
        }

        // 1. Both ends of each pair must have used the same key and the same binding.
        for (int i = 0; i < providers.Count; i++)
        {
            for (int j = i + 1; j < providers.Count; j++)
            {
                // Party i's list leaves out i itself, so j > i stands one place earlier in it; i < j keeps its place in j's.
                byte[] seenByFirst = shares[providers[i]].PairChecks[j - 1];
                byte[] seenBySecond = shares[providers[j]].PairChecks[i];
                if (!CryptographicOperations.FixedTimeEquals(seenByFirst, seenBySecond))
                {
                    throw new ViewsDifferException(providers[i], providers[j]);
                }
            }
        }

        // 2. The two sums; the shares of zero cancel.
        Span<byte> allTrue = stackalloc byte[Element];
        Span<byte> anyFalse = stackalloc byte[Element];
        allTrue.Clear();
        anyFalse.Clear();
        foreach (string provider in providers)
        {
            XorInto(allTrue, shares[provider].AllTrue.Span);
            XorInto(anyFalse, shares[provider].AnyFalse.Span);
        }

        // 3. Zero "all true": every input holds. Non-zero "any false": at least one definitely fails.
        return new ConjunctionSums(!allTrue.ContainsAnyExcept((byte)0), anyFalse.ContainsAnyExcept((byte)0));
    }

    private static void KeepIf(bool keep, Span<byte> mask)
    {
        byte all = (byte)-Convert.ToInt32(keep);
        foreach (ref byte b in mask)
        {
            b &= all;
        }
    }

    private static void XorInto(Span<byte> sum, ReadOnlySpan<byte> addend)
    {
        Span<ulong> to = MemoryMarshal.Cast<byte, ulong>(sum);
        ReadOnlySpan<ulong> from = MemoryMarshal.Cast<byte, ulong>(addend);
        for (int i = 0; i < to.Length; i++)
        {
            to[i] ^= from[i];
        }
    }

    internal static void RequireSorted(IReadOnlyList<string> providers)
    {
        if (providers.Count == 0)
        {
            throw new ArgumentException("At least one provider takes part.", nameof(providers));
        }

        for (int i = 1; i < providers.Count; i++)
        {
            if (string.CompareOrdinal(providers[i - 1], providers[i]) >= 0)
            {
                throw new ArgumentException("Providers are listed in ordinal order, each once.", nameof(providers));
            }
        }
    }
}
