using System.Security.Cryptography;
using FedExchange.Crypto.PublicKey;
using FedExchange.Governance.Definitions;
using FedExchange.Governance.Directory;
using YamlDotNet.RepresentationModel;

namespace FedExchange.Cli.Connections;

/// <summary>What a node's folder tells without the node running: its id, the directory it holds, its definitions.</summary>
internal sealed class MemberFolder
{
    private MemberFolder(string path, string id, MemberDirectory directory)
    {
        Path = path;
        Id = id;
        Directory = directory;
    }

    /// <summary>Absolute path.</summary>
    public string Path { get; }

    /// <summary>Node id.</summary>
    public string Id { get; }

    /// <summary>The directory, its signature checked with the key that was pinned when the node joined.</summary>
    public MemberDirectory Directory { get; }

    /// <summary>Opens a joined node's folder.</summary>
    /// <exception cref="CommandException">No node, or one that has not joined.</exception>
    public static MemberFolder Open(string folder)
    {
        var path = System.IO.Path.GetFullPath(folder);
        var id = ReadId(path);
        if (!File.Exists(System.IO.Path.Combine(path, "directory.jws")))
        {
            throw new CommandException($"Node {id} has not joined a region yet. Run 'fedx node join {folder} --token TOKEN'.");
        }

        return new MemberFolder(path, id, ReadDirectory(System.IO.Path.Combine(path, "directory.jws"), System.IO.Path.Combine(path, "directory.pub")));
    }

    /// <summary>Reads a signed directory with the region's key beside it.</summary>
    /// <param name="jws">directory.jws.</param>
    /// <param name="publicKey">directory.pub, PEM.</param>
    public static MemberDirectory ReadDirectory(string jws, string publicKey)
    {
        if (!File.Exists(jws) || !File.Exists(publicKey))
        {
            throw new CommandException($"A signed directory needs both {jws} and {publicKey}.");
        }

        var pem = File.ReadAllText(publicKey);
        var fields = PemEncoding.Find(pem);
        var key = VerifyingKey.FromSpki(Convert.FromBase64String(pem[fields.Base64Data]));
        try
        {
            return SignedDirectory.Open(File.ReadAllText(jws).Trim(), key).Directory;
        }
        catch (DirectoryException exception)
        {
            throw new FailedException(exception.Message, exception.Reason, exception);
        }
    }

    /// <summary>A definition of the directory.</summary>
    /// <exception cref="CommandException">Not published, or not in the directory this node holds.</exception>
    public VerificationDefinition Definition(string id)
    {
        var published = Directory.FindDefinition(id) ?? throw new CommandException(
            $"The directory (version {Directory.Version}) that {Id} holds has no definition '{id}'. It has: {string.Join(", ", Directory.Definitions.Select(definition => definition.Id).DefaultIfEmpty("none"))}. Where it was published later: a running node ('fedx node run') fetches the current directory.");
        var definition = VerificationDefinition.Parse(published.Source, published.Id);
        return definition.HashHex == published.Hash
            ? definition
            : throw new FailedException($"The directory says that {id} has hash {published.Hash}, but its text has {definition.HashHex}. Do not use it, and tell the operator.", "DEFINITION_HASH_MISMATCH");
    }

    /// <summary>The node id that node.yaml names.</summary>
    public static string IdOf(string folder) => ReadId(System.IO.Path.GetFullPath(folder));

    private static string ReadId(string path)
    {
        var file = System.IO.Path.Combine(path, "node.yaml");
        if (!File.Exists(file))
        {
            throw new CommandException($"{path} is no node's folder: it has no node.yaml. Make one with 'fedx node init {path} --id ID'.");
        }

        var stream = new YamlStream();
        using var reader = new StreamReader(file);
        stream.Load(reader);
        return stream.Documents.Count == 1 && stream.Documents[0].RootNode is YamlMappingNode root && root.Children.TryGetValue(new YamlScalarNode("node"), out var id) && id is YamlScalarNode { Value: { Length: > 0 } text }
            ? text
            : throw new CommandException($"{file} does not name the node; it needs a line 'node: ID'.");
    }
}
