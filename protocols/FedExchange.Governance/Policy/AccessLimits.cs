using FedExchange.Governance.Yaml;

namespace FedExchange.Governance.Policy;

/// <summary>How often something may be asked; null means no limit.</summary>
/// <param name="PerRequester">By each requester.</param>
/// <param name="PerSubject">About each subject, by all requesters together.</param>
public sealed record AccessLimits(RateLimit? PerRequester, RateLimit? PerSubject)
{
    /// <summary>No limits.</summary>
    public static AccessLimits None { get; } = new(null, null);

    internal static AccessLimits Read(YamlMapping owner)
    {
        if (owner.Mapping("limits", "limits: {perRequester: 600/h, perSubject: 3/d}") is not { } mapping)
        {
            return None;
        }

        var limits = new AccessLimits(ReadOne(mapping, "perRequester"), ReadOne(mapping, "perSubject"));
        mapping.RefuseOthers();
        return limits;
    }

    private static RateLimit? ReadOne(YamlMapping mapping, string key)
    {
        if (mapping.OptionalText(key, RateLimit.Hint) is not { } text)
        {
            return null;
        }

        if (!RateLimit.TryParse(text, out var limit))
        {
            mapping.Complain(key, $"'{text}' is no limit: {RateLimit.Hint}.");
        }

        return limit;
    }
}
