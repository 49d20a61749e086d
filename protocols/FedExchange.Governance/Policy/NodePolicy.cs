using FedExchange.Governance.Definitions;
using FedExchange.Governance.Yaml;

namespace FedExchange.Governance.Policy;

/// <summary>
/// What a node's officer allows, from <c>policy.yaml</c>. What no rule allows is refused; the first rule that allows a request sets its conditions.
/// </summary>
public sealed class NodePolicy
{
    private NodePolicy(IReadOnlyList<PolicyRule> rules)
    {
        Rules = rules;
    }

    /// <summary>The rules in the order of the file.</summary>
    public IReadOnlyList<PolicyRule> Rules { get; }

    /// <summary>Reads a policy.</summary>
    /// <param name="yaml">The YAML text, UTF-8.</param>
    /// <param name="file">The file's name, for messages.</param>
    /// <exception cref="PolicyException">With every problem found, each with its line. Unknown keys are problems.</exception>
    public static NodePolicy Parse(ReadOnlySpan<byte> yaml, string file)
    {
        var problems = new YamlProblems(file);
        List<PolicyRule> rules = [];
        if (YamlMapping.Load(yaml, "the policy", problems) is { } root)
        {
            if (root.Find("rules") is null)
            {
                root.Complain("rules", "The policy lacks 'rules'; write rules: [] to refuse everything.");
            }

            var mappings = root.Mappings("rules", "rule");
            root.RefuseOthers();
            foreach (var mapping in mappings)
            {
                var rule = ReadRule(mapping);
                if (rules.Exists(r => r.Name == rule.Name))
                {
                    mapping.Complain("name", $"Two rules are named '{rule.Name}'; limits are counted by name.");
                }

                rules.Add(rule);
            }
        }

        return problems.Any ? throw new PolicyException(problems) : new NodePolicy(rules);
    }

    /// <summary>Finds the rule that allows a request, or the reason that came nearest to allowing it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="reason">One of <see cref="RefusalReason"/> when no rule allows it, otherwise empty.</param>
    /// <param name="nearest">The name of the rule that came nearest; empty when there is none.</param>
    public PolicyRule? Match(AccessRequest request, out string reason, out string nearest)
    {
        (reason, nearest) = (RefusalReason.ProtocolNotAllowed, "");
        foreach (var rule in Rules)
        {
            if (rule.WhyNot(request) is not { } why)
            {
                (reason, nearest) = ("", rule.Name);
                return rule;
            }

            if (Distance(why) < Distance(reason))
            {
                (reason, nearest) = (why, rule.Name);
            }
        }

        return null;
    }

    /// <summary>Goes through all rules without asking anything: what each says to a request. Null stands for "allows it".</summary>
    /// <param name="request">The request.</param>
    public IReadOnlyList<(PolicyRule Rule, string? WhyNot)> Explain(AccessRequest request) =>
        [.. Rules.Select(rule => (rule, rule.WhyNot(request)))];

    private static int Distance(string reason) => reason switch
    {
        RefusalReason.ProtocolNotAllowed => 3,
        RefusalReason.RequesterNotAllowed => 2,
        RefusalReason.PurposeNotAllowed => 1,
        _ => 0,
    };

    private static PolicyRule ReadRule(YamlMapping mapping)
    {
        var name = mapping.RequiredText("name", "give the rule a name; it stands in refusals and in the log");
        var protocol = mapping.RequiredText("protocol", "verification or count");
        if (protocol is not ("" or AccessRequest.Verification or AccessRequest.Count))
        {
            mapping.Complain("protocol", $"'{protocol}' is no protocol: write verification or count.");
        }

        var rule = new PolicyRule(
            name,
            protocol,
            ReadList(mapping, "requesters", "requesters: [one-stop], or \"*\" for every member", required: true),
            ReadList(mapping, "purposes", "purposes: [housing.first-home]", required: true),
            ReadList(mapping, "definitions", "definitions: [housing.first-home]", required: protocol == AccessRequest.Verification),
            ReadList(mapping, "tables", "tables: [property]", required: protocol == AccessRequest.Count),
            ReadConsent(mapping, byDefault: protocol != AccessRequest.Count),
            mapping.OptionalInteger("minimum", 0, "the smallest total that may be released") ?? 0,
            AccessLimits.Read(mapping));
        mapping.RefuseOthers();
        Check(mapping, rule);
        return rule;
    }

    private static void Check(YamlMapping mapping, PolicyRule rule)
    {
        if (rule.Protocol == AccessRequest.Verification && rule.Tables.Count > 0)
        {
            mapping.Complain("tables", "A verification's tables follow from its definition; leave 'tables' out.");
        }

        if (rule.Protocol == AccessRequest.Verification && rule.Minimum > 0)
        {
            mapping.Complain("minimum", "A verification has no minimum; leave 'minimum' out.");
        }

        if (rule.Protocol == AccessRequest.Count && rule.Definitions.Count > 0)
        {
            mapping.Complain("definitions", "A count has no definition; leave 'definitions' out.");
        }

        if (rule.Protocol == AccessRequest.Count && rule.ConsentRequired)
        {
            mapping.Complain("consent", "Nobody can consent for all people counted; write consent: not-required.");
        }

        if (rule.Protocol == AccessRequest.Count && rule.Limits.PerSubject is not null)
        {
            mapping.Complain("limits", "A count is about no single subject; leave 'perSubject' out.");
        }
    }

    private static IReadOnlyList<string> ReadList(YamlMapping mapping, string key, string hint, bool required)
    {
        var list = mapping.Texts(key, hint);
        if (required && list.Count == 0)
        {
            mapping.Complain(key, $"The rule allows nothing without '{key}': {hint}.");
        }

        foreach (var word in list.Where(w => w != "*" && !Identifiers.IsId(w)))
        {
            mapping.Complain(key, $"'{word}' cannot stand in '{key}': {Identifiers.Hint}.");
        }

        return list;
    }

    private static bool ReadConsent(YamlMapping mapping, bool byDefault)
    {
        switch (mapping.OptionalText("consent", "required or not-required"))
        {
            case null:
                return byDefault;
            case "required":
                return true;
            case "not-required":
                return false;
            case var other:
                mapping.Complain("consent", $"'{other}' is not known as 'consent': write required or not-required.");
                return true;
        }
    }
}
