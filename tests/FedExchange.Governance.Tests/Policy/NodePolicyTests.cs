using FedExchange.Governance.Policy;
using FedExchange.Governance.Tests.Support;

namespace FedExchange.Governance.Tests.Policy;

public sealed class NodePolicyTests
{
    [Fact]
    public void A_policy_is_read_whole()
    {
        var policy = GateBed.Parse(GateBed.Generous + "\n    limits: {perRequester: 600/h, perSubject: 30/d}");
        var rule = Assert.Single(policy.Rules);
        Assert.Equal("first-home checks", rule.Name);
        Assert.True(rule.ConsentRequired);
        Assert.Equal(new RateLimit(600, TimeSpan.FromHours(1)), rule.Limits.PerRequester);
        Assert.Equal(new RateLimit(30, TimeSpan.FromDays(1)), rule.Limits.PerSubject);
    }

    [Fact]
    public void A_policy_without_rules_allows_nothing() => Assert.Empty(GateBed.Parse("rules: []").Rules);

    [Theory]
    [InlineData("", 1, "one YAML mapping")]
    [InlineData("rule: []", 1, "no key 'rule'")]
    [InlineData("rules: {a: b}", 1, "must be a list")]
    [InlineData("rules:\n  - just text", 2, "must be a mapping")]
    [InlineData("rules:\n  - name: a\n    protocol: spying", 3, "is no protocol")]
    [InlineData("rules:\n  - name: a\n    protocol: verification\n    requester: [x]", 4, "no key 'requester'")]
    [InlineData("rules:\n  - name: a\n    protocol: verification\n    requesters: ['a b']", 4, "cannot stand in 'requesters'")]
    [InlineData("rules:\n  - name: a\n    protocol: verification\n    consent: perhaps", 4, "write required or not-required")]
    [InlineData("rules:\n  - name: a\n    protocol: verification\n    limits: {perRequester: 600 per hour}", 4, "is no limit")]
    [InlineData("rules:\n  - name: a\n    protocol: verification\n    tables: [x]", 4, "leave 'tables' out")]
    [InlineData("rules:\n  - name: a\n    protocol: verification\n    minimum: 3", 4, "has no minimum")]
    [InlineData("rules:\n  - name: a\n    protocol: count\n    definitions: [x]", 4, "has no definition")]
    [InlineData("rules:\n  - name: a\n    protocol: count\n    consent: required", 4, "not-required")]
    [InlineData("rules:\n  - name: a\n    protocol: count\n    limits: {perSubject: 1/d}", 4, "no single subject")]
    [InlineData("rules:\n  - name: a\n    protocol: count\n    minimum: -1", 4, "at least 0")]
    [InlineData("rules:\n  - protocol: count", 2, "lacks 'name'")]
    [InlineData("rules:\n  - {name: a, protocol: count}", 2, "allows nothing without 'tables'")]
    [InlineData("rules:\n  - {name: a, protocol: count, requesters: x, purposes: y, tables: z}\n  - {name: a, protocol: count, requesters: x, purposes: y, tables: z}", 3, "Two rules are named 'a'")]
    public void Each_mistake_is_told_with_its_line(string yaml, int line, string message)
    {
        var wrong = Assert.Throws<PolicyException>(() => GateBed.Parse(yaml));
        Assert.Contains(wrong.Problems, p => p.Line == line && p.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_first_rule_that_allows_a_request_sets_its_conditions_and_explain_shows_them_all()
    {
        await using var node = new GateBed("""
            rules:
              - {name: other, protocol: verification, requesters: [bank], purposes: "*", definitions: "*"}
              - {name: strict, protocol: verification, requesters: [one-stop], purposes: "*", definitions: "*", limits: {perRequester: 1/d}}
              - {name: loose, protocol: verification, requesters: [one-stop], purposes: "*", definitions: "*", consent: not-required}
            """);
        var request = node.Request();
        Assert.Equal("strict", node.Policy!.Match(request, out _, out _)!.Name);
        Assert.Equal([RefusalReason.RequesterNotAllowed, null, null], node.Policy.Explain(request).Select(e => e.WhyNot));
    }

    [Theory]
    [InlineData("600/h", 600, 3600)]
    [InlineData("3/d", 3, 86400)]
    [InlineData("10/min", 10, 60)]
    [InlineData(" 7 / s ", 7, 1)]
    public void Limits_are_read(string text, int count, int seconds)
    {
        Assert.True(RateLimit.TryParse(text, out var limit));
        Assert.Equal(new RateLimit(count, TimeSpan.FromSeconds(seconds)), limit);
        Assert.True(RateLimit.TryParse(limit.ToString(), out var again));
        Assert.Equal(limit, again);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("600")]
    [InlineData("0/h")]
    [InlineData("-1/h")]
    [InlineData("1.5/h")]
    [InlineData("600/week")]
    [InlineData("600/h/d")]
    [InlineData("99999999999/h")]
    public void What_is_no_limit_is_not_read(string? text) => Assert.False(RateLimit.TryParse(text, out _));
}
