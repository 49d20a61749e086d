namespace FedExchange.Protocols.Facts;

/// <summary>
/// Two parties did not answer the same question: they hold different pair keys, or were shown different requests.
/// Their shares of zero do not cancel, so the sum says nothing and must not be read as an answer.
/// </summary>
public sealed class ViewsDifferException : Exception
{
    /// <summary>Names the two parties.</summary>
    /// <param name="first">One party's node id.</param>
    /// <param name="second">The other's.</param>
    public ViewsDifferException(string first, string second)
        : base($"{first} and {second} did not answer the same request: their pair keys or their views of it differ.") =>
        (First, Second) = (first, second);

    /// <summary>One party's node id.</summary>
    public string First { get; }

    /// <summary>The other party's node id.</summary>
    public string Second { get; }
}
