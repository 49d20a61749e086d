using System.Collections.Frozen;
using System.Security.Cryptography;
using FedExchange.Crypto.PublicKey;

namespace FedExchange.Governance.Directory;

/// <summary>
/// The region's list of members, their keys and the published definitions: immutable, versioned, kept offline by every node.
/// A peer's key is always taken from here, never from the message that is being checked.
/// </summary>
public sealed class MemberDirectory
{
    private readonly FrozenDictionary<string, Member> _byId;
    private readonly FrozenDictionary<string, PublishedDefinition> _definitions;
    private readonly FrozenDictionary<string, VerifyingKey> _signKeys;

    /// <summary>Makes a directory.</summary>
    /// <param name="region">The region's name.</param>
    /// <param name="version">Counts up with each change; at least 1.</param>
    /// <param name="issuedAt">When it was signed.</param>
    /// <param name="expiresAt">Until when nodes may use it without a newer one; after <paramref name="issuedAt"/>.</param>
    /// <param name="members">All members, suspended ones too.</param>
    /// <param name="definitions">All published definitions; one version of each id.</param>
    /// <exception cref="DirectoryException">An id stands twice, or a key or a field cannot be used.</exception>
    public MemberDirectory(
        string region,
        long version,
        DateTimeOffset issuedAt,
        DateTimeOffset expiresAt,
        IReadOnlyList<Member> members,
        IReadOnlyList<PublishedDefinition> definitions)
    {
        ArgumentException.ThrowIfNullOrEmpty(region);
        ArgumentOutOfRangeException.ThrowIfLessThan(version, 1);
        Require(expiresAt > issuedAt, "it expires before it was issued");
        Region = region;
        Version = version;
        // Whole milliseconds, so that a directory equals itself after a trip through JSON.
        IssuedAt = DateTimeOffset.FromUnixTimeMilliseconds(issuedAt.ToUnixTimeMilliseconds());
        ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(expiresAt.ToUnixTimeMilliseconds());
        Members = [.. members.OrderBy(m => m.Id, StringComparer.Ordinal)];
        Definitions = [.. definitions.OrderBy(d => d.Id, StringComparer.Ordinal)];
        foreach (var pair in Members.Zip(Members.Skip(1)))
        {
            Require(pair.First.Id != pair.Second.Id, $"member {pair.First.Id} stands in it twice");
        }

        foreach (var pair in Definitions.Zip(Definitions.Skip(1)))
        {
            Require(pair.First.Id != pair.Second.Id, $"definition {pair.First.Id} stands in it twice");
        }

        _byId = Members.ToFrozenDictionary(m => m.Id, StringComparer.Ordinal);
        _definitions = Definitions.ToFrozenDictionary(d => d.Id, StringComparer.Ordinal);
        _signKeys = Members.ToFrozenDictionary(m => m.Id, ReadSignKey, StringComparer.Ordinal);
    }

    /// <summary>The region's name.</summary>
    public string Region { get; }

    /// <summary>Counts up with each change.</summary>
    public long Version { get; }

    /// <summary>When it was signed (UTC, whole milliseconds).</summary>
    public DateTimeOffset IssuedAt { get; }

    /// <summary>Until when nodes may go on with it (UTC, whole milliseconds).</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary>All members by id, suspended ones too.</summary>
    public IReadOnlyList<Member> Members { get; }

    /// <summary>All published definitions by id.</summary>
    public IReadOnlyList<PublishedDefinition> Definitions { get; }

    /// <summary>Finds a member, suspended or not.</summary>
    /// <param name="id">The member's id.</param>
    /// <returns>The member, or null when nobody has that id.</returns>
    public Member? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>Finds a member that may act: known and not suspended.</summary>
    /// <param name="id">The member's id.</param>
    /// <returns>The member, or null.</returns>
    public Member? FindActive(string id) => Find(id) is { Suspended: false } member ? member : null;

    /// <summary>Finds a published definition.</summary>
    /// <param name="id">The definition's id.</param>
    /// <returns>The definition, or null when none has that id.</returns>
    public PublishedDefinition? FindDefinition(string id) => _definitions.GetValueOrDefault(id);

    /// <summary>The key that checks a member's signatures.</summary>
    /// <param name="id">A member's id.</param>
    /// <exception cref="KeyNotFoundException">Nobody has that id; ask <see cref="Find"/> first.</exception>
    public VerifyingKey SignKeyOf(string id) => _signKeys[id];

    /// <summary>The directory as JSON (UTF-8): the bytes that get signed.</summary>
    public byte[] ToJson() => DirectoryJson.Write(this);

    /// <summary>Reads what <see cref="ToJson"/> wrote. Fields that this version does not know are passed over.</summary>
    /// <param name="json">UTF-8 JSON.</param>
    /// <exception cref="DirectoryException">With <see cref="DirectoryRefusal.Malformed"/>.</exception>
    public static MemberDirectory FromJson(ReadOnlyMemory<byte> json) => DirectoryJson.Read(json);

    private static VerifyingKey ReadSignKey(Member member)
    {
        Require(member.Id.Length is > 0 and <= 64, "a member's id is empty or longer than 64 characters");
        Require(member.LogKey.Length == 32, $"the log key of {member.Id} is not 32 bytes long");
        Require(member.SealKey.Length == 1216, $"the seal key of {member.Id} is not 1216 bytes long");
        Require(IsHex256(member.AuthKeyFingerprint), $"the auth key's fingerprint of {member.Id} is not 64 hex digits");
        try
        {
            return VerifyingKey.FromSpki(member.SignKey);
        }
        catch (CryptographicException e)
        {
            throw new DirectoryException(DirectoryRefusal.Malformed, $"The directory cannot be used: the sign key of {member.Id} is no P-256 key.", e);
        }
    }

    private static bool IsHex256(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigitLower);

    private static void Require(bool condition, string problem)
    {
        if (!condition)
        {
            throw new DirectoryException(DirectoryRefusal.Malformed, $"The directory cannot be used: {problem}.");
        }
    }
}
