namespace FedExchange.Governance.Directory;

/// <summary>What a member may be; a member can have several roles.</summary>
public static class MemberRoles
{
    /// <summary>Answers questions from its own register.</summary>
    public const string Provider = "provider";

    /// <summary>Asks questions.</summary>
    public const string Requester = "requester";

    /// <summary>Signs consent tokens for citizens.</summary>
    public const string ConsentIssuer = "consent-issuer";

    /// <summary>Says whether <paramref name="role"/> is one of the known roles.</summary>
    /// <param name="role">The word to look at.</param>
    public static bool IsKnown(string role) => role is Provider or Requester or ConsentIssuer;
}
