using FedExchange.Governance.Yaml;

namespace FedExchange.Governance.Policy;

/// <summary>A policy or the approvals cannot be used; the message says what is wrong and where.</summary>
public sealed class PolicyException : Exception
{
    internal PolicyException(YamlProblems problems)
        : base(problems.ToString())
    {
        Problems = problems.All;
    }

    internal PolicyException(string message, Exception inner)
        : base(message, inner)
    {
        Problems = [new YamlProblem(0, message)];
    }

    /// <summary>All problems, by line.</summary>
    public IReadOnlyList<YamlProblem> Problems { get; }
}
