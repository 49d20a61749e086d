using System.Text.Json;
using FedExchange.Registers.Tests.Support;

namespace FedExchange.Federation.Tests.Processes;

/// <summary>What a department's operator can do wrong before a node or a lab runs: exit code 2 and words that say where and what to do.</summary>
[Collection(nameof(ProcessCity))]
public sealed class BadSetupTests(ProcessCity city)
{
    [Fact]
    public async Task A_corrupt_CSV_register_keeps_its_node_from_starting_and_is_told_with_file_and_line()
    {
        var csv = Path.Combine(city.Files, "corrupt.csv");
        await File.WriteAllTextAsync(csv, "id,name,months\n990101196001010010,甲,12\n990101196001010029,乙,a dozen\n", ProcessCity.Cancelled);
        var error = await SpareDoesNotStartAsync($"{{kind: csv, path: '{csv}', subjectColumn: id, nameColumn: name, columns: {{months: {{type: integer, grade: L3, required: true}}}}}}");
        Assert.Contains("corrupt.csv, line 3, column 'months'", error, StringComparison.Ordinal);
        Assert.DoesNotContain("990101196001010029", error, StringComparison.Ordinal);
        await city.StillServesAsync();
    }

    [Fact]
    public async Task A_wrong_PostgreSQL_password_keeps_its_node_from_starting_and_is_told_without_the_password()
    {
        Assert.SkipWhen(PostgresServer.WhyMissing is not null, PostgresServer.WhyMissing ?? "");
        await using var server = await PostgresServer.StartAsync(ProcessCity.Cancelled);
        var password = Path.Combine(city.Files, "register.password");
        await File.WriteAllTextAsync(password, "battery staple", ProcessCity.Cancelled);
        var error = await SpareDoesNotStartAsync(
            $"{{kind: postgres, connectionString: '{server.ConnectionStringWithoutPassword}', passwordFile: '{password}', table: pension, subjectColumn: id, columns: {{months: {{type: integer, grade: L3}}}}}}");
        Assert.Contains("PostgreSQL refused the user name or password; correct", error, StringComparison.Ordinal);
        Assert.Contains("'pension'", error, StringComparison.Ordinal);
        Assert.DoesNotContain("battery staple", error, StringComparison.Ordinal);
        await city.StillServesAsync();
    }

    [Fact]
    public async Task A_wrong_lab_file_ends_with_two_and_one_JSON_document_that_names_the_line()
    {
        var lab = Path.Combine(city.Files, "wrong.yaml");
        await File.WriteAllTextAsync(lab, "kind: Lab\nnodes:\n  one-stop: {roles: [requester]}\njobs: []\ncolour: blue\n", ProcessCity.Cancelled);
        var (code, output, error) = await FedxProcess.RunAsync("lab", lab, "--json");
        Assert.Equal(2, code);
        using var document = JsonDocument.Parse(output);
        var told = document.RootElement.GetProperty("error");
        Assert.Equal("BAD_INPUT", told.GetProperty("code").GetString());
        Assert.Contains($"{lab}:5: The lab has no key 'colour'", told.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("colour", error, StringComparison.Ordinal);
    }

    // "spare" has joined the region, but the lab does not run it.
    private async Task<string> SpareDoesNotStartAsync(string register)
    {
        await city.AllRunAsync();
        var folder = city.Session.Folder.Of("spare");
        var settings = Path.Combine(folder, "node.yaml");
        var before = await File.ReadAllTextAsync(settings, ProcessCity.Cancelled);
        try
        {
            var lines = before.Split('\n').Where(line => !line.StartsWith("data:", StringComparison.Ordinal));
            await File.WriteAllTextAsync(settings, string.Join('\n', lines).TrimEnd('.', '\n') + $"\ndata: {{pension: {register}}}\n", ProcessCity.Cancelled);
            var (code, _, error) = await FedxProcess.RunAsync("node", "run", folder);
            Assert.True(code == 2, $"exit code {code}: {error}");
            Assert.False(File.Exists(Path.Combine(folder, "run.json")), "a node that does not run says that it does");
            return error;
        }
        finally
        {
            await File.WriteAllTextAsync(settings, before, CancellationToken.None);
        }
    }
}
