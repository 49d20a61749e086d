using System.Text;
using FedExchange.Federation.Tests.Cli;
using FedExchange.Federation.Tests.Links;
using FedExchange.Federation.Tests.TestBed;
using FedExchange.Governance.Audit;

namespace FedExchange.Federation.Tests.Processes;

/// <summary>However a lab ends, none of its processes is left.</summary>
public sealed class LabCleanupTests : IDisposable
{
    private readonly TemporaryFolder files = new();

    /// <inheritdoc />
    public void Dispose() => files.Dispose();

    [Fact]
    public async Task A_lab_that_succeeds_leaves_no_process()
    {
        using var lab = Start(jobs: 1);
        var (code, _, error) = await lab.EndAsync();
        Assert.True(code == 0, error);
        Assert.Empty(Signals.ProcessesOf(Kept));
    }

    [Fact]
    public async Task A_lab_that_fails_says_why_and_leaves_no_process()
    {
        using var lab = Start(jobs: 1, row: "990101196001010029,乙,extra,cells");
        var (code, _, error) = await lab.EndAsync();
        Assert.Equal(1, code);
        Assert.Contains("first.csv, line 32", error, StringComparison.Ordinal);
        Assert.Empty(Signals.ProcessesOf(Kept));
    }

    [Theory]
    [InlineData(Signals.Terminate)]
    [InlineData(Signals.Kill)]
    public async Task A_lab_that_is_ended_in_the_middle_of_a_job_takes_its_processes_along(int signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Looks at /proc.");
        using var lab = Start(jobs: 2);
        await Eventually.BecomesTrueAsync(SecondJobWaits, "the second job waits for the next rate window", ProcessCity.Patience);
        Assert.Equal(5, Signals.ProcessesOf(Kept).Length); // the lab itself, the coordinator, three nodes

        Signals.Send(lab.Id, signal);
        var (code, _, _) = await lab.EndAsync();
        Assert.Equal(signal == Signals.Terminate ? 130 : 128 + Signals.Kill, code);
        await Eventually.BecomesTrueAsync(() => Signals.ProcessesOf(Kept).Length == 0, "no process is left", ProcessCity.Patience);
    }

    private string Kept => files.Of("kept");

    // Only a rate limit keeps the second count waiting, for up to a day.
    private bool SecondJobWaits()
    {
        var audit = Path.Combine(Kept, "first", "audit");
        return File.Exists(Path.Combine(audit, "entries.log")) && AuditReader.Read(audit).Any(entry => entry.Text("reason") == "RATE_LIMITED");
    }

    private FedxProcess Start(int jobs, string? row = null)
    {
        foreach (var node in new[] { "first", "second" })
        {
            var csv = new StringBuilder("id,name,months\n");
            for (var person = 0; person < 30; person++)
            {
                csv.Append(TestSubject.Number(person).Id).Append(',').Append(TestSubject.Number(person).Name).Append(",7\n");
            }

            File.WriteAllText(files.Of(node + ".csv"), csv.Append(node == "first" ? row : null).ToString());
        }

        File.WriteAllText(files.Of("policy.yaml"), """
            rules:
              - name: one count a day
                protocol: count
                requesters: [desk]
                purposes: [statistics.registers]
                tables: [people]
                consent: not-required
                minimum: 10
                limits: {perRequester: 1/d}
            """);
        File.WriteAllText(files.Of("lab.yaml"), $$"""
            kind: Lab
            nodes:
              first:
                roles: [provider]
                policy: policy.yaml
                data:
                  people: {kind: csv, path: first.csv, subjectColumn: id, nameColumn: name, columns: {months: {type: integer, grade: L3} } }
              second:
                roles: [provider]
                policy: policy.yaml
                data:
                  people: {kind: csv, path: second.csv, subjectColumn: id, nameColumn: name, columns: {months: {type: integer, grade: L3} } }
              desk:
                roles: [requester]
            jobs:
            {{string.Join('\n', Enumerable.Repeat("  - count: {requester: desk, purpose: statistics.registers, targets: [first/people, second/people], expect: 60}", jobs))}}
            """);
        return FedxProcess.Start("lab", files.Of("lab.yaml"), "--keep", Kept);
    }
}
