using FedExchange.Governance.Yaml;

namespace FedExchange.Governance.Definitions;

/// <summary>A definition cannot be used; the message lists every problem with its line.</summary>
public sealed class DefinitionException : Exception
{
    internal DefinitionException(YamlProblems problems)
        : base(problems.ToString())
    {
        Problems = problems.All;
    }

    /// <summary>All problems, by line.</summary>
    public IReadOnlyList<YamlProblem> Problems { get; }
}
