using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace FedExchange.Cli.Lab;

/// <summary>Completes the node.yaml that <c>fedx node init</c> wrote with what the lab says.</summary>
internal static class LabNodeFile
{
    /// <summary>Writes data, policy, addresses and log level.</summary>
    public static void Write(string folder, LabNode node)
    {
        var path = Path.Combine(folder, "node.yaml");
        var stream = new YamlStream();
        using (var reader = new StreamReader(path))
        {
            stream.Load(reader);
        }

        var root = (YamlMappingNode)stream.Documents[0].RootNode;
        root.Children["peer"] = new YamlMappingNode { { "listen", Quoted("127.0.0.1:0") }, { "advertise", Quoted(node.Relay ? "none" : "auto") } };
        root.Children["api"] = new YamlMappingNode { { "listen", Quoted("127.0.0.1:0") } };
        if (node.Data is not null)
        {
            root.Children["data"] = node.Data;
        }

        if (node.Policy is not null)
        {
            File.Copy(node.Policy, Path.Combine(folder, "policy.yaml"), overwrite: true);
        }

        using var writer = new StreamWriter(path);
        stream.Save(writer, assignAnchors: false);
    }

    private static YamlScalarNode Quoted(string text) => new(text) { Style = ScalarStyle.DoubleQuoted };
}
