using System.Collections.Frozen;
using FedExchange.Governance.Definitions;
using FedExchange.Governance.Directory;

namespace FedExchange.Node.Participations;

/// <summary>The directory's definitions, parsed once for each version of the directory.</summary>
internal sealed class DefinitionCatalog(DirectoryStore directory)
{
    private readonly Lock _gate = new();
    private volatile Snapshot? _snapshot;

    /// <summary>All published definitions that can be used, by id.</summary>
    public IReadOnlyCollection<VerificationDefinition> Usable => Current().Definitions.Values;

    /// <summary>Finds a definition.</summary>
    /// <param name="id">Definition id.</param>
    /// <param name="problem">Why a published definition cannot be used; empty otherwise.</param>
    /// <returns>Null when none is published under that id or it cannot be used.</returns>
    public VerificationDefinition? Find(string id, out string problem)
    {
        Snapshot snapshot = Current();
        problem = snapshot.Problems.GetValueOrDefault(id, "");
        return snapshot.Definitions.GetValueOrDefault(id);
    }

    private Snapshot Current()
    {
        MemberDirectory? members = directory.Current;
        Snapshot? snapshot = _snapshot;
        if (snapshot is not null && ReferenceEquals(snapshot.Directory, members))
        {
            return snapshot;
        }

        lock (_gate)
        {
            if (_snapshot is null || !ReferenceEquals(_snapshot.Directory, members))
            {
                _snapshot = Snapshot.Of(members, _snapshot);
            }

            return _snapshot;
        }
    }

    private sealed record Snapshot(
        MemberDirectory? Directory, FrozenDictionary<string, VerificationDefinition> Definitions, FrozenDictionary<string, string> Problems)
    {
        public static Snapshot Of(MemberDirectory? members, Snapshot? earlier)
        {
            Dictionary<string, VerificationDefinition> definitions = new(StringComparer.Ordinal);
            Dictionary<string, string> problems = new(StringComparer.Ordinal);
            foreach (PublishedDefinition published in members?.Definitions ?? [])
            {
                if (earlier?.Definitions.GetValueOrDefault(published.Id) is { } known && known.HashHex == published.Hash && known.Version == published.Version)
                {
                    definitions[published.Id] = known;
                    continue;
                }

                try
                {
                    VerificationDefinition parsed = VerificationDefinition.Parse(published.Source, published.Id);
                    if (parsed.HashHex == published.Hash && parsed.Id == published.Id)
                    {
                        definitions[published.Id] = parsed;
                    }
                    else
                    {
                        problems[published.Id] = "its text does not have the id and hash under which it is published";
                    }
                }
                catch (DefinitionException e)
                {
                    problems[published.Id] = e.Message;
                }
            }

            return new Snapshot(
                members, definitions.ToFrozenDictionary(StringComparer.Ordinal), problems.ToFrozenDictionary(StringComparer.Ordinal));
        }
    }
}
