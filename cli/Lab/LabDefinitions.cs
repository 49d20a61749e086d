using FedExchange.Governance.Definitions;
using FedExchange.Governance.Expressions;
using FedExchange.Registers;
using YamlDotNet.RepresentationModel;

namespace FedExchange.Cli.Lab;

/// <summary>Checks a lab's definitions against the tables of its nodes, before anything is started.</summary>
internal static class LabDefinitions
{
    /// <summary>Notes what the coordinator or a node would refuse later, and verify jobs that name no definition of the lab.</summary>
    public static void Check(IEnumerable<string> files, YamlNode? at, string lab, IReadOnlyList<LabNode> nodes, IReadOnlyList<LabJob> jobs, List<LabProblem> problems)
    {
        var line = at?.Start.Line ?? 1;
        var known = new HashSet<string>(StringComparer.Ordinal);
        var isWhole = true;
        foreach (var file in files.Where(File.Exists))
        {
            try
            {
                var definition = VerificationDefinition.Parse(File.ReadAllBytes(file), Path.GetFileName(file));
                known.Add(definition.Id);
                problems.AddRange(Problems(definition, lab, nodes).Select(problem => new LabProblem(line, $"{Path.GetFileName(file)}: {problem}")));
            }
            catch (DefinitionException exception)
            {
                isWhole = false;
                problems.AddRange(exception.Message.Split(Environment.NewLine).Select(problem => new LabProblem(line, problem)));
            }
        }

        if (isWhole)
        {
            problems.AddRange(jobs.OfType<LabVerifyJob>().Where(job => job.Definition.Length > 0 && !known.Contains(job.Definition)).Select(job => new LabProblem(
                line, $"Job '{job.Name}' asks by '{job.Definition}', which is not among the lab's definitions ({string.Join(", ", known.DefaultIfEmpty("none"))}).")));
        }
    }

    private static IEnumerable<string> Problems(VerificationDefinition definition, string lab, IReadOnlyList<LabNode> nodes)
    {
        foreach (var input in definition.Inputs)
        {
            if (nodes.FirstOrDefault(candidate => candidate.Id == input.Node) is not { Run: true } node || !node.Roles.Contains("provider"))
            {
                yield return $"input {input.Name} asks '{input.Node}', which is no running node of this lab with the role provider.";
                continue;
            }

            foreach (var problem in input.Parsed.Check(Schemas(node, lab)))
            {
                yield return $"{input.Name}, {problem}.";
            }
        }
    }

    private static Dictionary<string, TableSchema> Schemas(LabNode node, string lab) => node.Data is null
        ? []
        : DataSetOptions.ParseAll(node.Data, lab).ToDictionary(set => set.Name, set => set.ToSchema(), StringComparer.Ordinal);
}
