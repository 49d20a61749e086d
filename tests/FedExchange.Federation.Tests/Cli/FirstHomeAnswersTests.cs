using FedExchange.Cli.Demo;
using FedExchange.Cli.Lab;
using FedExchange.Cli.Population;
using FedExchange.Governance;
using FedExchange.Governance.Definitions;

namespace FedExchange.Federation.Tests.Cli;

/// <summary>The sample's definition on the sample's dirty registers, with the real connectors and predicates and without the network between them.</summary>
public sealed class FirstHomeAnswersTests(ITestOutputHelper output)
{
    [Fact]
    public async Task On_ten_thousand_people_hardly_an_answer_is_wrong_and_few_are_undetermined() => await MeasureAsync(10_000, 9);

    [Fact(Explicit = true)]
    public async Task On_a_million_people_at_most_one_answer_in_two_thousand_is_wrong() => await MeasureAsync(1_000_000, 20_260_101);

    private async Task MeasureAsync(int people, ulong seed)
    {
        using var folder = new TemporaryFolder();
        EmbeddedSamples.Extract("first-home", folder.Path);
        var options = new PopulationOptions { People = people, Seed = seed, AsOf = DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().DateTime) };
        await PopulationGenerator.WriteAsync(options, folder.Of("data"), progress: null, TestContext.Current.CancellationToken);
        var lab = LabFile.Read(folder.Of("lab.yaml"));
        var definition = VerificationDefinition.Parse(await File.ReadAllBytesAsync(folder.Of("definition.yaml"), TestContext.Current.CancellationToken), "definition.yaml");
        var cases = SubjectList.Read(lab.Jobs.OfType<LabVerifyJob>().Single() with { Limit = null });
        var parts = new List<Ternary[]>();
        foreach (var node in lab.Nodes.Where(node => node.Data is not null))
        {
            await using var provider = await RegisterBed.OpenAsync(node, definition, folder.Of("work-" + node.Id));
            parts.Add(await provider.AnswerAllAsync(cases));
        }

        Judge(cases, parts);
    }

    private void Judge(List<SubjectCase> cases, List<Ternary[]> parts)
    {
        int correct = 0, undetermined = 0, wrong = 0;
        for (var index = 0; index < cases.Count; index++)
        {
            var place = index;
            var answer = parts.Any(part => part[place] == Ternary.False) ? false : parts.All(part => part[place] == Ternary.True) ? true : (bool?)null;
            undetermined += answer is null ? 1 : 0;
            correct += answer == cases[index].Expected ? 1 : 0;
            wrong += answer is { } said && said != cases[index].Expected ? 1 : 0;
        }

        output.WriteLine($"{cases.Count} cases: {correct} correct, {undetermined} undetermined, {wrong} wrong ({100.0 * wrong / cases.Count:0.0000} %)");
        Assert.Equal(cases.Count, correct + undetermined + wrong);
        Assert.True(wrong <= Math.Max(cases.Count * 0.0005, 3), $"{wrong} wrong answers");
        Assert.InRange(undetermined, cases.Count * 0.005, cases.Count * 0.05);
    }
}
