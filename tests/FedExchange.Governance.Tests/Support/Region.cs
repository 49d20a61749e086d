using System.Buffers.Text;
using System.Globalization;
using FedExchange.Crypto.PublicKey;
using FedExchange.Crypto.Randomness;
using FedExchange.Governance.Consent;
using FedExchange.Governance.Definitions;
using FedExchange.Governance.Directory;

namespace FedExchange.Governance.Tests.Support;

/// <summary>A region with a few members whose private keys the tests hold.</summary>
internal sealed class Region : IDisposable
{
    public const string Subject = "11010519491231002X";
    public const string Purpose = "housing.first-home";

    // One X-Wing key of the right length serves all: nothing is sealed in these tests.
    private static readonly byte[] SealKeyBytes = new byte[1216];

    private readonly Dictionary<string, (SigningKey Sign, LogKey Log)> _keys = new(StringComparer.Ordinal);
    private readonly SeededRandomSource _random = new(77);

    public Region()
    {
        Definition = ParseDefinition(FirstHome);
        Directory = Build();
    }

    public SigningKey Key { get; } = SigningKey.Create();

    public VerificationDefinition Definition { get; }

    public MemberDirectory Directory { get; }

    public const string FirstHome = """
        kind: VerificationEndpoint
        id: housing.first-home
        version: 3
        title: {zh: 首套房资格核验, en: First-home eligibility}
        owner: dept:housing
        purposes: [housing.first-home, housing.audit]
        grade: L3
        subject: {type: cn.rid, mode: disclosed, name: optional}
        inputs:
          registered: {node: police, predicate: 'household.city == "310000"'}
          insured: {node: social, predicate: 'count(contributions) >= 60'}
          owns: {node: property, predicate: 'exists(property, property.kind == "residential")'}
        rule: registered && insured && !owns
        reveal: result
        limits: {perRequester: 1000/h, perSubject: 50/d}
        freshness: {max_age: P1D}
        tests:
          - {inputs: {registered: true, insured: true, owns: false}, expect: true}
          - {subject: s002, expect: false}
        """;

    public static VerificationDefinition ParseDefinition(string yaml) =>
        VerificationDefinition.Parse(System.Text.Encoding.UTF8.GetBytes(yaml), "definition.yaml");

    public SigningKey SignKeyOf(string member) => _keys[member].Sign;

    public LogKey LogKeyOf(string member) => _keys[member].Log;

    public MemberDirectory Build(long version = 5, DateTimeOffset? issued = null, string region = "test-region", string? suspended = null, string? title = null)
    {
        var from = issued ?? LogBed.Start.AddHours(-1);
        Member Make(string id, params string[] roles)
        {
            if (!_keys.TryGetValue(id, out var keys))
            {
                keys = _keys[id] = (SigningKey.Create(), LogKey.Create(_random));
            }

            return new Member(id, new LocalizedText(title ?? id, id), roles, new string('a', 64), keys.Sign.PublicKey, SealKeyBytes, keys.Log.PublicKey, "127.0.0.1:7443", id == suspended);
        }

        return new MemberDirectory(
            region,
            version,
            from,
            from.AddDays(7),
            [
                Make("one-stop", MemberRoles.Requester),
                Make("bank", MemberRoles.Requester),
                Make("citizens", MemberRoles.ConsentIssuer),
                Make("police", MemberRoles.Provider),
                Make("social", MemberRoles.Provider),
                Make("property", MemberRoles.Provider),
                Make("retired", MemberRoles.ConsentIssuer),
            ],
            [new PublishedDefinition(Definition.Id, Definition.Version, Definition.HashHex, Definition.Source)]);
    }

    public ConsentClaims Claims(int maxUses = 1, string? tokenId = null)
    {
        var salt = new byte[16];
        _random.Fill(salt);
        return new ConsentClaims(
            "citizens",
            tokenId ?? _random.NextInt64(long.MaxValue).ToString(CultureInfo.InvariantCulture),
            "one-stop",
            Definition.Id,
            Definition.HashHex,
            Base64Url.EncodeToString(salt),
            Base64Url.EncodeToString(ConsentToken.Commit(salt, Subject)),
            Purpose,
            LogBed.Start.AddMinutes(-10),
            LogBed.Start.AddDays(30),
            maxUses);
    }

    public string Consent(int maxUses = 1, string? tokenId = null) => Sign(Claims(maxUses, tokenId));

    public string Sign(ConsentClaims claims, string? signer = null) => ConsentToken.Issue(claims, SignKeyOf(signer ?? claims.Issuer));

    public void Dispose()
    {
        Key.Dispose();
        foreach (var (sign, log) in _keys.Values)
        {
            sign.Dispose();
            log.Dispose();
        }
    }
}
