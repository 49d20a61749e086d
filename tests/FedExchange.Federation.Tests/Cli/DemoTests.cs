using System.Text.Json;
using FedExchange.Cli;
using FedExchange.Cli.Commands;

namespace FedExchange.Federation.Tests.Cli;

/// <summary>The demonstration as a whole, with a small city: coordinator and nodes are real processes.</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task The_demo_answers_counts_and_leaves_a_receipt_that_verifies_offline()
    {
        using var folder = new TemporaryFolder();
        var (code, output, error) = await CommandLine.RunAsync("demo", "--people", "300", "--cases", "12", "--callers", "2", "--json", "--out", folder.Path);
        Assert.True(code == ExitCodes.Success, error);
        using var report = JsonDocument.Parse(output);
        var verification = report.RootElement.GetProperty("verification");
        Assert.Equal(12, verification.GetProperty("cases").GetInt32());
        Assert.Equal(12, verification.GetProperty("correct").GetInt32() + verification.GetProperty("undetermined").GetInt32() + verification.GetProperty("wrong").GetInt32());
        Assert.All(new[] { "p50Ms", "p99Ms", "perSecond" }, key => Assert.True(verification.GetProperty(key).GetDouble() > 0, key));
        Assert.Equal(["succeeded", "succeeded"], report.RootElement.GetProperty("jobs").EnumerateArray().Select(job => job.GetProperty("state").GetString()));
        Assert.All(report.RootElement.GetProperty("parties").EnumerateArray().Where(party => party.GetProperty("role").GetString() == "provider"), party => Assert.True(party.GetProperty("bytesReceived").GetInt64() > 12_000));
        Assert.Contains("<svg", await File.ReadAllTextAsync(folder.Of("report.html"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Success, (await CommandLine.RunAsync("receipt", "verify", folder.Of("receipt.json"))).Code);
        await FalsifyAsync(folder.Of("receipt.json"));
        var (bad, said, _) = await CommandLine.RunAsync("receipt", "verify", folder.Of("receipt.json"));
        Assert.Equal(ExitCodes.Failed, bad);
        Assert.Contains("PROBLEM", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancelled_demo_ends_every_process_that_it_started()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var error = new CancelWhenSaid("Starting 5 nodes", cancel);
        var code = await FedxApp.RunAsync(["demo", "--people", "50", "--cases", "5", "--json"], new StringWriter(), error, cancel.Token);
        Assert.Equal(ExitCodes.Cancelled, code);
        Assert.Empty(Children());
    }

    private static async Task FalsifyAsync(string path)
    {
        var text = await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken);
        var at = text.IndexOf("\"payload\": \"", StringComparison.Ordinal) + 60;
        await File.WriteAllTextAsync(path, string.Concat(text.AsSpan(0, at), text[at] == 'A' ? "B" : "A", text.AsSpan(at + 1)), TestContext.Current.CancellationToken);
    }

    // Only Linux tells children without a tool; elsewhere the exit code alone is checked.
    private static List<string> Children() => !OperatingSystem.IsLinux()
        ? []
        : [.. Directory.EnumerateDirectories($"/proc/{Environment.ProcessId}/task")
            .Select(task => Path.Combine(task, "children"))
            .Where(File.Exists)
            .SelectMany(file => File.ReadAllText(file).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Where(IsDemoProcess)];

    private static bool IsDemoProcess(string pid)
    {
        try
        {
            return File.ReadAllText($"/proc/{pid}/cmdline").Contains("fedx", StringComparison.Ordinal) && File.ReadAllText($"/proc/{pid}/cmdline").Contains("fedx-lab-", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false; // ended meanwhile
        }
    }

    private sealed class CancelWhenSaid(string words, CancellationTokenSource source) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            if (value?.Contains(words, StringComparison.Ordinal) is true)
            {
                source.Cancel();
            }
        }
    }
}
