using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace FedExchange.Cli.Lab;

/// <summary>Reads a lab file and collects every problem before it gives up.</summary>
internal sealed class LabFileParser(string path)
{
    private static readonly string[] KnownRoles = ["provider", "requester", "consent-issuer"];
    private readonly List<LabProblem> problems = [];
    private readonly string folder = Path.GetDirectoryName(path) ?? ".";

    /// <summary>Parses and checks.</summary>
    public LabFile Parse(string text)
    {
        var root = Load(text);
        var map = new YamlMap(root, "The lab", problems);
        if (map.Text("kind") is not "Lab")
        {
            map.Problem(map.Node("kind"), "The first line of a lab is 'kind: Lab'.");
        }

        var name = map.Text("name") ?? Path.GetFileNameWithoutExtension(path);
        var region = map.Text("region") ?? "lab";
        var nodes = Nodes(map);
        var definitions = map.Texts("definitions").Select(file => Existing(map, map.Node("definitions"), file)).ToList();
        var jobs = Jobs(map, nodes);
        map.RefuseOthers();
        if (problems.Count == 0)
        {
            LabDefinitions.Check(definitions, map.Node("definitions"), path, nodes, jobs, problems);
        }

        if (problems.Count > 0)
        {
            throw new LabFileException(path, [.. problems.OrderBy(problem => problem.Line)]);
        }

        return new LabFile(path, name, region, nodes, definitions, jobs);
    }

    private YamlMappingNode Load(string text)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException exception)
        {
            throw new LabFileException(path, [new LabProblem(exception.Start.Line, $"Not valid YAML: {exception.Message}")]);
        }

        return stream.Documents.Count == 1 && stream.Documents[0].RootNode is YamlMappingNode root
            ? root
            : throw new LabFileException(path, [new LabProblem(1, "A lab file is one YAML mapping that starts with 'kind: Lab'.")]);
    }

    private List<LabNode> Nodes(YamlMap lab)
    {
        if (lab.Map("nodes", "nodes") is not { } map)
        {
            lab.Problem(null, "The lab needs nodes.");
            return [];
        }

        return [.. map.Entries(id => $"Node {id}").Select(entry => Node(entry.Key, entry.Value, entry.At))];
    }

    private LabNode Node(string id, YamlMap map, YamlNode at)
    {
        if (id.Length is 0 or > 64 || !char.IsAsciiLetterLower(id[0]) || !id.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-'))
        {
            map.Problem(at, $"Node id '{id}' must consist of lower-case letters, digits and '-', and start with a letter.");
        }

        var title = map.Map("title", $"Node {id}: title");
        var en = title?.Text("en") ?? id;
        var zh = title?.Text("zh") ?? en;
        title?.RefuseOthers();
        var roles = map.Texts("roles");
        if (roles.Count == 0 || roles.Except(KnownRoles).Any())
        {
            map.Problem(map.Node("roles"), $"Node {id} needs roles: a list of {string.Join(", ", KnownRoles)}.");
        }

        var run = map.Flag("run", otherwise: true);
        var relay = map.Flag("relay", otherwise: false);
        var data = Data(map, id);
        var policy = map.Text("policy") is { } file ? Existing(map, map.Node("policy"), file) : null;
        map.RefuseOthers();
        if (data is not null && !run)
        {
            map.Problem(at, $"Node {id} has data but does not run.");
        }

        return new LabNode(id, en, zh, roles, run, relay, data, policy);
    }

    private YamlMappingNode? Data(YamlMap map, string id)
    {
        if (map.Node("data") is not { } node)
        {
            return null;
        }

        if (node is not YamlMappingNode tables)
        {
            map.Problem(node, $"Node {id}: data must be a mapping from table name to its source.");
            return null;
        }

        LabData.Check(tables, id, path, problems);
        return LabData.WithAbsolutePaths(tables, id, folder, problems);
    }

    private List<LabJob> Jobs(YamlMap lab, List<LabNode> nodes)
    {
        var jobs = new List<LabJob>();
        if (lab.Node("jobs") is not YamlSequenceNode list)
        {
            lab.Problem(lab.Node("jobs"), "The lab needs jobs: a list of 'verify' and 'count' entries.");
            return jobs;
        }

        foreach (var item in list.Children)
        {
            var number = jobs.Count + 1;
            if (item is YamlMappingNode { Children.Count: 1 } mapping && mapping.Children.First() is { Key: YamlScalarNode kind, Value: YamlMappingNode body })
            {
                var map = new YamlMap(body, $"Job {number}", problems);
                jobs.Add(kind.Value switch
                {
                    "verify" => Verify(map, number, nodes),
                    "count" => Count(map, number, nodes),
                    _ => Unknown(map, kind),
                });
                map.RefuseOthers();
            }
            else
            {
                problems.Add(new LabProblem(item.Start.Line, $"Job {number} must be a mapping with one key, 'verify' or 'count'."));
            }
        }

        return jobs;
    }

    private static LabCountJob Unknown(YamlMap map, YamlScalarNode kind)
    {
        map.Problem(kind, $"There is no job kind '{kind.Value}': use 'verify' or 'count'.");
        return new LabCountJob(string.Empty, string.Empty, string.Empty, [], 0, null);
    }

    private LabVerifyJob Verify(YamlMap map, int number, List<LabNode> nodes)
    {
        var columns = map.Map("columns", $"Job {number}: columns");
        var job = new LabVerifyJob(
            map.Text("name") ?? $"verify {number}",
            map.Required("definition"),
            Member(map, "requester", "requester", nodes),
            Member(map, "consent", "consent-issuer", nodes),
            map.Text("purpose"),
            map.Required("subjects") is { Length: > 0 } file ? Existing(map, map.Node("subjects"), file) : string.Empty,
            columns?.Text("id") ?? "subject_id",
            columns is null ? "name" : columns.Text("name"),
            columns is null ? "expected" : columns.Text("expected"),
            columns is null,
            (int?)map.Number("limit", 1, int.MaxValue),
            (int)(map.Number("callers", 1, 512) ?? 4),
            map.Flag("relay", otherwise: false));
        columns?.RefuseOthers();
        return job;
    }

    private static LabCountJob Count(YamlMap map, int number, List<LabNode> nodes)
    {
        var targets = map.Texts("targets");
        foreach (var target in targets)
        {
            var node = nodes.FirstOrDefault(candidate => candidate.Id == target.Split('/')[0]);
            var table = target.Contains('/', StringComparison.Ordinal) ? target[(target.IndexOf('/', StringComparison.Ordinal) + 1)..] : string.Empty;
            if (node?.Data is null || !node.Data.Children.ContainsKey(new YamlScalarNode(table)))
            {
                map.Problem(map.Node("targets"), $"Job {number}: '{target}' must name a node of this lab and one of its tables, as node/table.");
            }
        }

        if (targets.Count < 2)
        {
            map.Problem(map.Node("targets"), $"Job {number}: a count needs at least two targets, so that no single register's number is told.");
        }

        return new LabCountJob(
            map.Text("name") ?? $"count {number}",
            Member(map, "requester", "requester", nodes),
            map.Required("purpose"),
            targets,
            map.Number("minimum", 1, long.MaxValue) ?? 10,
            map.Number("expect", 0, long.MaxValue));
    }

    private static string Member(YamlMap map, string key, string role, List<LabNode> nodes)
    {
        var id = map.Required(key);
        if (id.Length > 0 && !nodes.Any(node => node.Id == id && node.Roles.Contains(role) && (node.Run || role == "consent-issuer")))
        {
            map.Problem(map.Node(key), $"{key}: '{id}' is no running node of this lab with the role {role}.");
        }

        return id;
    }

    private string Existing(YamlMap map, YamlNode? at, string file)
    {
        var full = Path.GetFullPath(file, folder);
        if (!File.Exists(full))
        {
            map.Problem(at, $"There is no file {file} (looked for {full}).");
        }

        return full;
    }
}
