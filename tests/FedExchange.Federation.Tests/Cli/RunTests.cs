using System.Text.Json;
using FedExchange.Cli;

namespace FedExchange.Federation.Tests.Cli;

/// <summary>A host that cannot start tells why as every other command does.</summary>
public sealed class RunTests
{
    [Theory]
    [InlineData("node", ExitCodes.Usage, "NODE_YAML_MISSING")]
    [InlineData("coordinator", ExitCodes.Failed, "START_FAILED")]
    public async Task A_host_that_cannot_start_ends_with_one_JSON_document_and_words(string host, int exit, string reason)
    {
        using var folder = new TemporaryFolder();
        var (code, output, error) = await CommandLine.RunAsync(host, "run", folder.Path, "--json");
        Assert.Equal(exit, code);
        using var document = JsonDocument.Parse(output);
        var told = document.RootElement.GetProperty("error");
        Assert.Equal(reason, told.GetProperty("code").GetString());
        Assert.Contains(folder.Path, told.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(told.GetProperty("message").GetString(), error.TrimEnd());
    }

    [Fact]
    public async Task Without_JSON_nothing_stands_on_standard_output()
    {
        using var folder = new TemporaryFolder();
        var (code, output, error) = await CommandLine.RunAsync("node", "run", folder.Path);
        Assert.Equal((ExitCodes.Usage, string.Empty), (code, output));
        Assert.StartsWith("The node cannot start. ", error, StringComparison.Ordinal);
    }
}
