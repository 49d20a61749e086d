using System.Text.RegularExpressions;
using FedExchange.Governance.Directory;
using FedExchange.Governance.Yaml;
using FedExchange.Registers;
using YamlDotNet.RepresentationModel;

namespace FedExchange.Node;

/// <summary>Reads node.yaml: unknown keys are errors, every problem has its line, all are told at once, and no value of a secret is repeated.</summary>
internal static partial class NodeOptionsFile
{
    /// <summary>Reads the options of the node in <paramref name="paths"/>.</summary>
    /// <exception cref="NodeException">NODE_YAML_MISSING or NODE_YAML_INVALID with all problems, one a line.</exception>
    public static NodeOptions Read(NodePaths paths)
    {
        if (!File.Exists(paths.Options))
        {
            throw new NodeException("NODE_YAML_MISSING", $"There is no node in {paths.Root}: make one with 'fedx node init', or give the right directory with --dir.");
        }

        return Parse(File.ReadAllText(paths.Options), "node.yaml", paths);
    }

    /// <summary>Reads a text as <see cref="Read"/> does.</summary>
    public static NodeOptions Parse(string text, string file, NodePaths paths)
    {
        var problems = new YamlProblems(file);
        var others = new List<string>();
        var options = YamlMapping.Load(text, "node.yaml", problems) is { } root ? ReadRoot(root, paths, others) : null;
        if (problems.Any)
        {
            others.Insert(0, problems.ToString());
        }

        return others.Count > 0 || options is null
            ? throw new NodeException("NODE_YAML_INVALID", string.Join('\n', others))
            : options;
    }

    /// <summary>Whether a text may be a node id.</summary>
    public static bool IsNodeId(string text) => NodeIdForm().IsMatch(text);

    private static NodeOptions ReadRoot(YamlMapping root, NodePaths paths, List<string> others)
    {
        var nodeId = root.RequiredText("node", "this node's id, such as 'household'");
        if (nodeId.Length > 0 && !IsNodeId(nodeId))
        {
            root.Complain("node", "A node id has lower-case letters, digits and dashes, starts with a letter, and has at most 64 characters.");
        }

        var coordinator = root.OptionalText("coordinator", "host:port of the coordinator; 'fedx node join' fills it in");
        if (coordinator is not null && !ListenAddress.IsDialable(coordinator))
        {
            root.Complain("coordinator", "'coordinator' must be host:port, such as 127.0.0.1:7000.");
        }

        var title = ReadTitle(root, nodeId);
        var (peerListen, advertise) = ReadPeer(root);
        var (api, grpc) = ReadApi(root);
        var policy = root.OptionalText("policy", "the policy file, such as policy.yaml") ?? "policy.yaml";
        var concurrency = ReadLimits(root);
        var level = ReadLevel(root);
        var data = ReadData(root, others);
        root.RefuseOthers();
        return new NodeOptions
        {
            NodeId = nodeId,
            Title = title,
            Coordinator = coordinator,
            PeerListen = peerListen,
            PeerAdvertise = advertise,
            ApiListen = api,
            ApiGrpcListen = grpc,
            Data = data,
            PolicyFile = paths.Resolve(policy),
            RelayedConcurrency = concurrency,
            LogLevel = level,
        };
    }

    private static LocalizedText ReadTitle(YamlMapping root, string nodeId)
    {
        if (root.Mapping("title", "{en: …, zh: …}") is not { } title)
        {
            return new LocalizedText(nodeId, nodeId);
        }

        var en = title.OptionalText("en", "the name in English") ?? nodeId;
        var text = new LocalizedText(en, title.OptionalText("zh", "the name in Chinese") ?? en);
        title.RefuseOthers();
        return text;
    }

    private static (ListenAddress Listen, string Advertise) ReadPeer(YamlMapping root)
    {
        if (root.Mapping("peer", "{listen: 127.0.0.1:0, advertise: auto}") is not { } peer)
        {
            return (ListenAddress.AnyLoopbackPort, "auto");
        }

        var listen = ReadListen(peer, "listen", loopbackOnly: false);
        var advertise = peer.OptionalText("advertise", "auto, none or host:port") ?? "auto";
        if (advertise is not ("auto" or "none") && !ListenAddress.IsDialable(advertise))
        {
            peer.Complain("advertise", "'advertise' is auto (the listen address), none (other nodes come through the relay) or host:port.");
        }

        peer.RefuseOthers();
        return (listen, advertise);
    }

    private static (ListenAddress Listen, ListenAddress Grpc) ReadApi(YamlMapping root)
    {
        if (root.Mapping("api", "{listen: 127.0.0.1:0}") is not { } api)
        {
            return (ListenAddress.AnyLoopbackPort, ListenAddress.AnyLoopbackPort);
        }

        var addresses = (ReadListen(api, "listen", loopbackOnly: true), ReadListen(api, "grpc", loopbackOnly: true));
        api.RefuseOthers();
        return addresses;
    }

    private static ListenAddress ReadListen(YamlMapping mapping, string key, bool loopbackOnly)
    {
        if (mapping.OptionalText(key, "an address such as 127.0.0.1:0") is not { } text)
        {
            return ListenAddress.AnyLoopbackPort;
        }

        if (!ListenAddress.TryParse(text, out var address))
        {
            mapping.Complain(key, $"'{key}' must be an IP address and a port, such as 127.0.0.1:7001; port 0 takes any free one.");
            return ListenAddress.AnyLoopbackPort;
        }

        if (loopbackOnly && !address!.IsLoopback)
        {
            mapping.Complain(key, $"The API carries identifiers without TLS, so '{key}' must be a loopback address (127.0.0.1 or [::1]); put a TLS proxy before it for other machines.");
        }

        return address!;
    }

    private static int ReadLimits(YamlMapping root)
    {
        const int Default = 32;
        if (root.Mapping("limits", "{relayed_concurrency: 32}") is not { } limits)
        {
            return Default;
        }

        var concurrency = limits.OptionalInteger("relayed_concurrency", 1, "relayed requests worked on at once") ?? Default;
        if (concurrency > 1024)
        {
            limits.Complain("relayed_concurrency", "'relayed_concurrency' may be at most 1024.");
        }

        limits.RefuseOthers();
        return concurrency;
    }

    private static IReadOnlyList<DataSetOptions> ReadData(YamlMapping root, List<string> others)
    {
        if (root.Find("data") is not { } data || data is YamlScalarNode { Value: null or "" })
        {
            return [];
        }

        try
        {
            return DataSetOptions.ParseAll(data, root.Problems.File);
        }
        catch (RegisterException e)
        {
            others.Add(e.Message); // one problem a line, each with file and line
            return [];
        }
    }

    private static NodeLogLevel ReadLevel(YamlMapping root)
    {
        if (root.Mapping("log", "{level: information}") is not { } log)
        {
            return NodeLogLevel.Information;
        }

        var text = log.OptionalText("level", "debug, information, warning or error") ?? "information";
        log.RefuseOthers();
        switch (text)
        {
            case "debug": return NodeLogLevel.Debug;
            case "information": return NodeLogLevel.Information;
            case "warning": return NodeLogLevel.Warning;
            case "error": return NodeLogLevel.Error;
            default:
                log.Complain("level", "'level' is debug, information, warning or error.");
                return NodeLogLevel.Information;
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9-]{0,63}$")]
    private static partial Regex NodeIdForm();
}
