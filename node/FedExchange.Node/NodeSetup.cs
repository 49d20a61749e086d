using System.Buffers.Text;
using System.Text.RegularExpressions;
using FedExchange.Crypto.Randomness;
using FedExchange.Node.Identity;

namespace FedExchange.Node;

/// <summary>Makes a node's directory.</summary>
public static partial class NodeSetup
{
    private const int ApiTokenBytes = 32;

    /// <summary>Makes keys, node.yaml, an empty policy and the API token. Nothing that exists is overwritten.</summary>
    /// <param name="directory">The node's directory; made when it is missing.</param>
    /// <param name="nodeId">Its id: lower-case letters, digits and dashes, starting with a letter, at most 64 characters.</param>
    /// <param name="titleEn">Display name in English; null takes the id.</param>
    /// <param name="titleZh">Display name in Chinese; null takes the English one.</param>
    /// <param name="random">Where keys come from; null takes the system's source.</param>
    /// <returns>SHA-256 of the sign key, hex: what the operator compares before approving.</returns>
    /// <exception cref="NodeException">NODE_ID_INVALID or NODE_EXISTS.</exception>
    public static string Init(string directory, string nodeId, string? titleEn = null, string? titleZh = null, IRandomSource? random = null)
    {
        ArgumentNullException.ThrowIfNull(nodeId);
        if (!NodeOptionsFile.IsNodeId(nodeId))
        {
            throw new NodeException("NODE_ID_INVALID", "A node id has lower-case letters, digits and dashes, starts with a letter, and has at most 64 characters, such as 'household'.");
        }

        var paths = new NodePaths(directory);
        if (File.Exists(paths.Options) || Directory.Exists(paths.Keys))
        {
            throw new NodeException("NODE_EXISTS", $"There is a node in {paths.Root} already; its keys are kept. Choose another directory for a new node.");
        }

        var source = random ?? SystemRandomSource.Instance;
        Directory.CreateDirectory(paths.Root);
        using var keys = NodeKeys.Create(paths, source);
        var token = new byte[ApiTokenBytes];
        source.Fill(token);
        PrivateFile.Write(paths.ApiToken, Base64Url.EncodeToString(token) + "\n");
        if (!File.Exists(paths.Policy))
        {
            PrivateFile.WritePublic(paths.Policy, NodeTemplates.Policy);
        }

        PrivateFile.WritePublic(paths.Options, NodeTemplates.Options(nodeId, titleEn ?? nodeId, titleZh ?? titleEn ?? nodeId));
        return keys.Sign.VerifyingKey.Fingerprint;
    }

    /// <summary>Writes the coordinator's address into node.yaml, leaving everything else as it is, comments too.</summary>
    internal static void SetCoordinator(NodePaths paths, string address)
    {
        var text = File.ReadAllText(paths.Options);
        var line = $"coordinator: {NodeTemplates.Quote(address)}";
        var changed = CoordinatorLine().IsMatch(text)
            ? CoordinatorLine().Replace(text, line, 1)
            : NodeLine().Replace(text, match => $"{match.Value}\n{line}", 1);
        if (!CoordinatorLine().IsMatch(changed))
        {
            throw new NodeException("NODE_YAML_INVALID", $"node.yaml has no line of its own for 'node:'; write 'coordinator: {address}' into it and join again.");
        }

        PrivateFile.WritePublic(paths.Options, changed);
    }

    [GeneratedRegex(@"^coordinator:[^\r\n]*", RegexOptions.Multiline)]
    private static partial Regex CoordinatorLine();

    [GeneratedRegex(@"^node:[^\r\n]*", RegexOptions.Multiline)]
    private static partial Regex NodeLine();
}
