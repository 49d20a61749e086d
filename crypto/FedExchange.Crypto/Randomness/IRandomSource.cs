namespace FedExchange.Crypto.Randomness;

/// <summary>Where random bytes come from. Randomness is an argument: hosts pass the system's, tests a seeded one.</summary>
public interface IRandomSource
{
    /// <summary>Overwrites the whole of <paramref name="destination"/> with random bytes.</summary>
    /// <param name="destination">Any length, also zero.</param>
    void Fill(Span<byte> destination);
}
