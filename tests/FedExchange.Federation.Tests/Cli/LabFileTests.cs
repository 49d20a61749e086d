using FedExchange.Cli.Lab;

namespace FedExchange.Federation.Tests.Cli;

public sealed class LabFileTests
{
    [Fact]
    public void All_problems_are_told_at_once_each_with_its_line()
    {
        const string Text = """
            kind: Lab
            regoin: typo
            nodes:
              one-stop:
                roles: [boss]
                colour: blue
              Bad_Id:
                roles: [provider]
                data:
                  property: {kind: csv, path: nowhere.csv, subjectColumn: id, columns: {use: text}, color: red}
            jobs:
              - verify:
                  definition: x
                  requester: nobody
                  consent: one-stop
                  subjects: nobody.csv
                  callers: 0
                  speed: 9
              - dance: {}
            """;
        var problems = Assert.Throws<LabFileException>(() => LabFile.Parse(Text, "/nowhere/lab.yaml")).Problems;
        string[] expected =
        [
            "2: The lab has no key 'regoin'", "5: Node one-stop needs roles", "6: Node one-stop has no key 'colour'", "7: Node id 'Bad_Id'", "10: Node Bad_Id: there is no file nowhere.csv", "10: Node Bad_Id: data set 'property' has no key 'color'",
            "14: requester: 'nobody'", "15: consent: 'one-stop'", "16: There is no file nobody.csv", "17: Job 1: callers", "18: Job 1 has no key 'speed'", "19: There is no job kind 'dance'",
        ];
        var told = problems.Select(problem => $"{problem.Line}: {problem.Message}").ToList();
        Assert.All(expected, start => Assert.Contains(told, message => message.StartsWith(start, StringComparison.Ordinal)));
        Assert.Equal(expected.Length, told.Count);
    }

    [Fact]
    public void Text_that_is_not_YAML_is_told_with_its_line() =>
        Assert.Equal(3, Assert.Throws<LabFileException>(() => LabFile.Parse("kind: Lab\nnodes: [\n}", "/x/lab.yaml")).Problems[0].Line);

    [Fact]
    public void A_count_over_a_table_that_no_node_has_is_refused()
    {
        const string Text = """
            kind: Lab
            nodes:
              one-stop: {roles: [requester]}
            jobs:
              - count: {requester: one-stop, purpose: p, targets: [a/b, one-stop/c]}
            """;
        var problems = Assert.Throws<LabFileException>(() => LabFile.Parse(Text, "/x/lab.yaml")).Problems;
        Assert.Equal(2, problems.Count(problem => problem.Line == 5));
    }

    [Fact]
    public async Task A_lab_file_that_is_missing_is_bad_input_and_says_so_in_JSON()
    {
        var (code, output, _) = await CommandLine.RunAsync("lab", "missing.yaml", "--json");
        Assert.Equal(2, code);
        using var document = System.Text.Json.JsonDocument.Parse(output);
        Assert.Equal("BAD_INPUT", document.RootElement.GetProperty("error").GetProperty("code").GetString());
    }

    [Fact]
    public async Task The_first_home_sample_is_a_lab_once_its_data_are_made()
    {
        using var folder = new TemporaryFolder();
        FedExchange.Cli.Demo.EmbeddedSamples.Extract("first-home", folder.Path);
        var (code, _, error) = await CommandLine.RunAsync("population", "generate", "--out", folder.Of("data"), "--people", "50");
        Assert.True(code == 0, error);
        var lab = LabFile.Read(folder.Of("lab.yaml"));
        Assert.Equal(6, lab.Nodes.Count);
        Assert.Equal(50, SubjectList.Read(lab.Jobs.OfType<LabVerifyJob>().Single()).Count);
    }

    [Fact]
    public void Quantiles_are_taken_by_nearest_rank()
    {
        double[] sorted = [1, 2, 3, 4, 5, 6, 7, 8, 9, 100];
        Assert.Equal(5, LatencySummary.Quantile(sorted, 0.5));
        Assert.Equal(100, LatencySummary.Quantile(sorted, 0.99));
        Assert.Equal(0, LatencySummary.Quantile([], 0.5));
        Assert.Equal(10, LatencySummary.Histogram(sorted).Sum(bin => bin.Calls));
    }

    [Fact]
    public void An_answer_against_the_truth_counts_as_wrong_and_undetermined_never_does()
    {
        var tally = new VerificationTally();
        tally.Answered("true", Case(expected: true), 1);
        tally.Answered("false", Case(expected: true), 1);
        tally.Answered("undetermined", Case(expected: true), 1);
        tally.Failed("POLICY_DENIED");
        var summary = tally.Summarise(TimeSpan.FromSeconds(1), 1);
        Assert.Equal((4, 1, 1, 1, 1), (summary.Cases, summary.Correct, summary.Undetermined, summary.Wrong, summary.Failed));
    }

    [Fact]
    public void Where_the_truth_is_undetermined_a_definite_answer_is_wrong_and_an_empty_truth_is_not_judged()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.Of("people.csv"), "subject_id , expected\n1,undetermined\n2,\n3,TRUE\n");
        var cases = SubjectList.Read(new LabVerifyJob("x", "d", "r", "c", null, folder.Of("people.csv"), "subject_id", "name", "expected", true, null, 1, false));
        Assert.All(cases, subject => Assert.Null(subject.Name));
        var tally = new VerificationTally();
        cases.ForEach(subject => tally.Answered("true", subject, 1));
        var summary = tally.Summarise(TimeSpan.FromSeconds(1), 1);
        Assert.Equal((3, 1, 1, 1), (summary.Cases, summary.Correct, summary.Wrong, summary.Unjudged));
    }

    private static SubjectCase Case(bool? expected) => new("id", null, expected);
}
