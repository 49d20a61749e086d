using FedExchange.Node.Api;

namespace FedExchange.Federation.Tests.Cli;

public sealed class ErrorCodeTests
{
    [Fact]
    public void Every_code_of_the_local_interface_stands_in_the_document_with_its_status_and_retry()
    {
        var document = File.ReadAllText(Repository.Path("docs/error-codes.md"));
        foreach (var problem in ApiProblems.All)
        {
            var row = document.Split('\n').SingleOrDefault(line => line.StartsWith($"| `{problem.Code}` |", StringComparison.Ordinal));
            Assert.True(row is not null, $"docs/error-codes.md lacks {problem.Code}");
            Assert.Contains($"| {problem.Http} |", row, StringComparison.Ordinal);
            Assert.Contains(problem.Retryable ? "| yes |" : "| no |", row, StringComparison.Ordinal);
        }
    }
}
