namespace FedExchange.Governance.Expressions;

/// <summary>A problem found by checking an expression against the tables it names.</summary>
/// <param name="Position">Where in the source, counted in characters from 0.</param>
/// <param name="Message">What is wrong and what to write instead.</param>
public sealed record Diagnostic(int Position, string Message)
{
    /// <summary>The message with its place, counted from 1.</summary>
    public override string ToString() => $"character {Position + 1}: {Message}";
}
