using FedExchange.Governance;

namespace FedExchange.Node.Participations;

/// <summary>The words that stand for results in receipts and in the REST interface.</summary>
internal static class ResultWords
{
    /// <summary>true, false or undetermined.</summary>
    public static string Of(Ternary result) => result switch
    {
        Ternary.True => "true",
        Ternary.False => "false",
        _ => "undetermined",
    };

    /// <summary>The result for a word of this node's own log.</summary>
    public static Ternary Parse(string word) => word switch
    {
        "true" => Ternary.True,
        "false" => Ternary.False,
        _ => Ternary.Undetermined,
    };
}
