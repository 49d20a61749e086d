using System.Globalization;
using System.Text.RegularExpressions;
using FedExchange.Registers;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace FedExchange.Cli.Lab;

/// <summary>The data section of a lab node: that of node.yaml, whose paths are relative to the lab file here.</summary>
internal static partial class LabData
{
    private static readonly string[] PathKeys = ["path", "passwordFile"];

    /// <summary>A copy with absolute paths; notes files that are not there.</summary>
    public static YamlMappingNode WithAbsolutePaths(YamlMappingNode tables, string node, string folder, List<LabProblem> problems)
    {
        var copy = new YamlMappingNode();
        foreach (var (table, source) in tables.Children)
        {
            if (source is not YamlMappingNode mapping)
            {
                problems.Add(new LabProblem(table.Start.Line, $"Node {node}: table {table} must be a mapping that starts with kind."));
                continue;
            }

            copy.Add(table, Source(mapping, node, folder, problems));
        }

        return copy;
    }

    /// <summary>Notes what the node would refuse about its data: unknown keys, missing columns, wrong types.</summary>
    public static void Check(YamlMappingNode tables, string node, string file, List<LabProblem> problems)
    {
        try
        {
            DataSetOptions.ParseAll(tables, file);
        }
        catch (RegisterException exception)
        {
            foreach (var line in exception.Message.Split(Environment.NewLine))
            {
                var match = AtLine().Match(line);
                problems.Add(new LabProblem(
                    match.Success ? long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : tables.Start.Line,
                    $"Node {node}: {(match.Success ? match.Groups[2].Value : line)}"));
            }
        }
    }

    [GeneratedRegex(@", line (\d+): (.*)$")]
    private static partial Regex AtLine();

    private static YamlMappingNode Source(YamlMappingNode source, string node, string folder, List<LabProblem> problems)
    {
        var copy = new YamlMappingNode();
        foreach (var (key, value) in source.Children)
        {
            if (key is YamlScalarNode { Value: { } name } && PathKeys.Contains(name) && value is YamlScalarNode { Value: { Length: > 0 } file })
            {
                var full = Path.GetFullPath(file, folder);
                if (!File.Exists(full))
                {
                    problems.Add(new LabProblem(value.Start.Line, $"Node {node}: there is no file {file} (looked for {full})."));
                }

                copy.Add(key, new YamlScalarNode(full) { Style = ScalarStyle.DoubleQuoted });
            }
            else
            {
                copy.Add(key, value);
            }
        }

        return copy;
    }
}
