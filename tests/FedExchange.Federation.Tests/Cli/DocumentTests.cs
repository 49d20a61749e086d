using System.Text.RegularExpressions;

namespace FedExchange.Federation.Tests.Cli;

public sealed partial class DocumentTests
{
    public static TheoryData<string> Documents { get; } = ["README.md", "README.zh-CN.md", "docs/lab.md", "docs/operating-a-node.md", "samples/first-home/README.md"];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_fedx_command_line_in_a_document_exists(string document)
    {
        var lines = CodeLines(document).ToList();
        Assert.NotEmpty(lines);
        Assert.All(lines, Words.MustParse);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Every_file_that_a_document_links_to_is_there(string document)
    {
        var folder = Path.GetDirectoryName(Repository.Path(document))!;
        foreach (Match link in Link().Matches(File.ReadAllText(Repository.Path(document))))
        {
            var target = link.Groups[1].Value.Split('#')[0];
            Assert.True(target.Contains("://", StringComparison.Ordinal) || target.Length == 0 || Path.Exists(Path.Combine(folder, target)), $"{document} links to {target}");
        }
    }

    [Fact]
    public void Both_readmes_have_the_same_commands()
    {
        Assert.Equal(CodeLines("README.md"), CodeLines("README.zh-CN.md"));
    }

    private static IEnumerable<string> CodeLines(string document) =>
        Block().Matches(File.ReadAllText(Repository.Path(document)))
            .SelectMany(block => block.Groups[1].Value.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n'))
            .Select(line => line.Trim().Replace("dotnet run --project cli -c Release --", "fedx", StringComparison.Ordinal))
            .Where(line => line.StartsWith("fedx ", StringComparison.Ordinal));

    [GeneratedRegex("^```(?:sh|bash|console)\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
