namespace FedExchange.Governance.Expressions;

/// <summary>The source text is not an expression.</summary>
public sealed class ExpressionException : FormatException
{
    /// <summary>Describes the problem.</summary>
    /// <param name="position">Where in the source, counted in characters from 0.</param>
    /// <param name="problem">What is wrong and what to write instead.</param>
    public ExpressionException(int position, string problem)
        : base($"character {position + 1}: {problem}")
    {
        Position = position;
        Problem = problem;
    }

    /// <summary>Where in the source, counted in characters from 0.</summary>
    public int Position { get; }

    /// <summary>The message without its place.</summary>
    public string Problem { get; }
}
