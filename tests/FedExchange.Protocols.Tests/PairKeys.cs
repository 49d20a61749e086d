using FedExchange.Crypto.Randomness;
using FedExchange.Protocols.SecretSharing;

namespace FedExchange.Protocols.Tests;

/// <summary>Pair keys for n parties, each party with its own view.</summary>
internal sealed class PairKeys
{
    private readonly Dictionary<string, Dictionary<string, PairKey>> _views = [];

    public PairKeys(int parties, ulong seed)
    {
        SeededRandomSource random = new(seed);
        Parties = Enumerable.Range(0, parties).Select(i => $"dept-{i:D2}").ToArray();
        foreach (string party in Parties)
        {
            _views[party] = [];
        }

        for (int i = 0; i < parties; i++)
        {
            for (int j = i + 1; j < parties; j++)
            {
                byte[] id = Bytes(random, PairKey.IdLength);
                byte[] first = Bytes(random, PairKey.Length);
                byte[] second = Bytes(random, PairKey.Length);
                _views[Parties[i]][Parties[j]] = PairKey.Derive(id, Parties[i], first, Parties[j], second);
                _views[Parties[j]][Parties[i]] = PairKey.Derive(id, Parties[j], second, Parties[i], first);
            }
        }
    }

    public string[] Parties { get; }

    public IReadOnlyDictionary<string, PairKey> Of(string party) => _views[party];

    public void Replace(string party, string peer, PairKey key) => _views[party][peer] = key;

    public static byte[] Bytes(IRandomSource random, int length)
    {
        byte[] bytes = new byte[length];
        random.Fill(bytes);
        return bytes;
    }
}
