using System.Buffers.Text;
using System.Security.Cryptography;
using FedExchange.Crypto;
using FedExchange.Crypto.Hashing;
using FedExchange.Crypto.Jose;
using FedExchange.Crypto.PublicKey;
using FedExchange.Governance.Directory;

namespace FedExchange.Governance.Consent;

/// <summary>
/// A citizen's consent as a compact JWS (ES256): one requester, one definition hash, one subject, one purpose, a time and a number of uses.
/// Checked by every provider for itself.
/// </summary>
public static class ConsentToken
{
    /// <summary>The JWS header's typ, so that no other signed text can pass for a consent.</summary>
    public const string Type = "fedx-consent";

    /// <summary>Longest token that is looked at, in characters.</summary>
    public const int MaxLength = 8192;

    /// <summary>How far apart two nodes' clocks may be.</summary>
    public static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(60);

    /// <summary>Signs a consent.</summary>
    /// <param name="claims">What the citizen agreed to.</param>
    /// <param name="issuerKey">The issuer's sign key.</param>
    public static string Issue(ConsentClaims claims, SigningKey issuerKey)
    {
        ArgumentNullException.ThrowIfNull(claims);
        return Jws.SignCompact(claims.ToJson(), issuerKey, claims.Issuer, Type);
    }

    /// <summary>The commitment to a subject: without the id it tells nothing, with it everybody can check.</summary>
    /// <param name="salt">At least 16 random bytes, fresh for each token.</param>
    /// <param name="canonicalId">The subject's identifier in canonical form.</param>
    public static byte[] Commit(ReadOnlySpan<byte> salt, string canonicalId) =>
        new TranscriptHash(DomainSeparation.SubjectCommitment).Add(salt).Add(canonicalId).Finish();

    /// <summary>The hash of a token as it stands in entries and receipts.</summary>
    /// <param name="jws">The token.</param>
    public static byte[] Hash(string jws) => new TranscriptHash(DomainSeparation.ConsentToken).Add(jws).Finish();

    /// <summary>Checks a token against a request, all but the number of uses.</summary>
    /// <param name="jws">The token as presented.</param>
    /// <param name="directory">Where the issuer's key comes from.</param>
    /// <param name="requester">Who asks.</param>
    /// <param name="definitionHash">What is asked, 64 hex digits.</param>
    /// <param name="purpose">What for.</param>
    /// <param name="canonicalSubjectId">About whom.</param>
    /// <param name="now">The present time.</param>
    public static ConsentCheck Check(
        string jws, MemberDirectory directory, string requester, string definitionHash, string purpose, string canonicalSubjectId, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(jws);
        ArgumentNullException.ThrowIfNull(directory);
        // 1. who claims to have signed it; nothing of the content counts yet
        if (jws.Length > MaxLength || !Jws.TryReadUnverified(jws, out var header, out _) || header.KeyId is null || header.Type != Type)
        {
            return new ConsentCheck.Refused(ConsentRefusal.Malformed, "The consent is no consent token; send the issuer's token unchanged.");
        }

        if (directory.FindActive(header.KeyId) is not { } issuer || !issuer.HasRole(MemberRoles.ConsentIssuer))
        {
            return new ConsentCheck.Refused(ConsentRefusal.UnknownIssuer, "The consent is signed by nobody who may take consents in this region; get it from a member with the role consent-issuer.");
        }

        // 2. the signature, with the key from the directory
        if (!Jws.TryVerifyCompact(jws, directory.SignKeyOf(issuer.Id), out var content))
        {
            return new ConsentCheck.Refused(ConsentRefusal.BadSignature, "The consent's signature is wrong; it was changed after it was issued, or signed with a key that is no longer in the directory.");
        }

        if (!ConsentClaims.TryParse(content.Payload, out var claims) || claims.Issuer != issuer.Id || !Base64Url.IsValid(claims.SubjectSalt))
        {
            return new ConsentCheck.Refused(ConsentRefusal.Malformed, "The consent's claims are incomplete or unknown to this version; ask the issuer for a new one.");
        }

        // 3. what it covers
        return CheckClaims(claims, requester, definitionHash, purpose, canonicalSubjectId, now) ?? (ConsentCheck)new ConsentCheck.Valid(
            claims,
            Hash(jws),
            new TranscriptHash(DomainSeparation.ConsentToken).Add("use").Add(claims.Issuer).Add(claims.TokenId).Finish());
    }

    private static ConsentCheck.Refused? CheckClaims(
        ConsentClaims claims, string requester, string definitionHash, string purpose, string canonicalSubjectId, DateTimeOffset now)
    {
        if (claims.Requester != requester)
        {
            return new ConsentCheck.Refused(ConsentRefusal.Foreign, "The consent was given to another requester.");
        }

        if (!string.Equals(claims.DefinitionHash, definitionHash, StringComparison.Ordinal))
        {
            return new ConsentCheck.Refused(ConsentRefusal.WrongDefinition, "The consent is for another definition, or another version of it; ask the citizen for a new one.");
        }

        if (claims.Purpose != purpose)
        {
            return new ConsentCheck.Refused(ConsentRefusal.WrongPurpose, "The consent is for another purpose.");
        }

        if (now < claims.NotBefore - ClockSkew)
        {
            return new ConsentCheck.Refused(ConsentRefusal.NotYetValid, "The consent is not valid yet; look at the clocks if it was issued just now.");
        }

        if (now >= claims.Expires + ClockSkew)
        {
            return new ConsentCheck.Refused(ConsentRefusal.Expired, "The consent has expired; ask the citizen for a new one.");
        }

        var commitment = Base64Url.EncodeToString(Commit(Base64Url.DecodeFromChars(claims.SubjectSalt), canonicalSubjectId));
        return CryptographicOperations.FixedTimeEquals(
            System.Text.Encoding.UTF8.GetBytes(commitment), System.Text.Encoding.UTF8.GetBytes(claims.SubjectCommitment))
            ? null
            : new ConsentCheck.Refused(ConsentRefusal.WrongSubject, "The consent was given by another person than the one asked about.");
    }
}
