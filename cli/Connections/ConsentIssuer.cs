using System.Buffers.Text;
using System.Security.Cryptography;
using FedExchange.Crypto.PublicKey;
using FedExchange.Governance.Consent;
using FedExchange.Governance.Definitions;
using FedExchange.Governance.Directory;
using FedExchange.Registers;

namespace FedExchange.Cli.Connections;

/// <summary>Signs consents with the sign key of a member that has the role consent-issuer.</summary>
internal sealed class ConsentIssuer : IDisposable
{
    private readonly SigningKey key;
    private readonly string issuer;
    private readonly string requester;
    private readonly VerificationDefinition definition;

    private ConsentIssuer(SigningKey key, string issuer, string requester, VerificationDefinition definition, string purpose)
    {
        this.key = key;
        this.issuer = issuer;
        this.requester = requester;
        this.definition = definition;
        Purpose = purpose;
    }

    /// <summary>The purpose that consents are for.</summary>
    public string Purpose { get; }

    /// <summary>How long consents are good for.</summary>
    public TimeSpan Validity { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How many requests each provider grants under one consent.</summary>
    public int Uses { get; init; } = 1;

    /// <summary>Opens an issuer.</summary>
    /// <param name="folder">The issuing member's folder.</param>
    /// <param name="requester">The one node that may use the consents.</param>
    /// <param name="definitionId">The one definition they are for.</param>
    /// <param name="purpose">The one purpose; null takes the definition's only one.</param>
    /// <param name="validity">How long; null for an hour.</param>
    /// <param name="uses">Requests that each provider grants under one consent.</param>
    public static ConsentIssuer Open(string folder, string requester, string definitionId, string? purpose, TimeSpan? validity = null, int uses = 1)
    {
        var member = MemberFolder.Open(folder);
        if (member.Directory.Find(member.Id)?.HasRole(MemberRoles.ConsentIssuer) is not true)
        {
            throw new CommandException($"{member.Id} is not a consent issuer in the directory; nobody would accept its consents. Enrol it with the role consent-issuer.");
        }

        var definition = member.Definition(definitionId);
        if (purpose is null && definition.Purposes.Count > 1)
        {
            throw new CommandException($"{definitionId} has several purposes ({string.Join(", ", definition.Purposes)}). Say which one with --purpose.");
        }

        if (purpose is not null && !definition.Purposes.Contains(purpose))
        {
            throw new CommandException($"{definitionId} is not for the purpose '{purpose}'. It is for: {string.Join(", ", definition.Purposes)}.");
        }

        return new ConsentIssuer(SignKeyFile.Open(member.Path), member.Id, requester, definition, purpose ?? definition.Purposes[0]) { Validity = validity ?? TimeSpan.FromHours(1), Uses = uses };
    }

    /// <summary>A new question about one subject, with a fresh consent; null where the identifier is not one.</summary>
    public VerificationCall? TryAsk(string subjectId, string? subjectName) => TryIssue(subjectId) is not { } consent
        ? null
        : new VerificationCall
        {
            Definition = definition.Id,
            SubjectId = subjectId,
            SubjectName = subjectName,
            Consent = consent,
            Purpose = Purpose,
            IdempotencyKey = Guid.NewGuid().ToString("N"),
        };

    /// <summary>A consent of one subject; null where the identifier is not one.</summary>
    public string? TryIssue(string subjectId)
    {
        if (!ResidentId.TryCanonicalise(subjectId, out var canonical))
        {
            return null;
        }

        var salt = RandomNumberGenerator.GetBytes(16);
        var now = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());
        var claims = new ConsentClaims(
            issuer,
            Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(16)),
            requester,
            definition.Id,
            definition.HashHex,
            Base64Url.EncodeToString(salt),
            Base64Url.EncodeToString(ConsentToken.Commit(salt, canonical)),
            Purpose,
            now,
            now + Validity,
            Uses);
        return ConsentToken.Issue(claims, key);
    }

    /// <inheritdoc />
    public void Dispose() => key.Dispose();
}
