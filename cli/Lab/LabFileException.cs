namespace FedExchange.Cli.Lab;

/// <summary>A lab file that cannot be run; holds every problem found, each with its line.</summary>
internal sealed class LabFileException(string file, IReadOnlyList<LabProblem> problems)
    : Exception(string.Join(Environment.NewLine, problems.Select(problem => $"{file}:{problem.Line}: {problem.Message}")))
{
    /// <summary>All problems, by line.</summary>
    public IReadOnlyList<LabProblem> Problems { get; } = problems;
}
