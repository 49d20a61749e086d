using FedExchange.Cli.Connections;
using FedExchange.Governance.Definitions;
using FedExchange.Governance.Expressions;
using FedExchange.Registers;
using YamlDotNet.RepresentationModel;

namespace FedExchange.Cli.Commands;

/// <summary>The tables that a node's node.yaml offers to predicates.</summary>
internal static class NodeTables
{
    /// <summary>Schemas by table name.</summary>
    public static IReadOnlyDictionary<string, TableSchema> Read(string folder)
    {
        var file = Path.Combine(folder, "node.yaml");
        var stream = new YamlStream();
        using var reader = new StreamReader(file);
        stream.Load(reader);
        if (stream.Documents[0].RootNode is not YamlMappingNode root || !root.Children.TryGetValue(new YamlScalarNode("data"), out var data) || data is not YamlMappingNode)
        {
            return new Dictionary<string, TableSchema>();
        }

        try
        {
            return DataSetOptions.ParseAll(data, file).ToDictionary(set => set.Name, set => set.ToSchema());
        }
        catch (RegisterException exception)
        {
            throw new CommandException(exception.Message, exception);
        }
    }

    /// <summary>What is wrong with a node's predicates, given its tables.</summary>
    public static List<string> Check(string folder, VerificationDefinition definition)
    {
        var member = MemberFolder.IdOf(folder);
        var schemas = Read(folder);
        return
        [
            .. from input in definition.Inputs
               where input.Node == member
               from problem in input.Parsed.Check(schemas)
               select $"{input.Name}, {problem}",
        ];
    }
}
