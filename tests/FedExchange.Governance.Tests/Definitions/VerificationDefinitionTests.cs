using System.Text;
using FedExchange.Governance.Definitions;
using FedExchange.Governance.Tests.Support;

namespace FedExchange.Governance.Tests.Definitions;

public sealed class VerificationDefinitionTests
{
    [Fact]
    public void A_definition_is_read_whole()
    {
        var definition = Region.ParseDefinition(Region.FirstHome);
        Assert.Equal("housing.first-home", definition.Id);
        Assert.Equal(3, definition.Version);
        Assert.Equal("首套房资格核验", definition.Title.Zh);
        Assert.Equal("dept:housing", definition.Owner);
        Assert.Equal(["housing.first-home", "housing.audit"], definition.Purposes);
        Assert.Equal(["police", "property", "social"], definition.Providers);
        Assert.Equal([new RuleTerm("registered", false), new RuleTerm("insured", false), new RuleTerm("owns", true)], definition.Rule);
        Assert.Equal(TimeSpan.FromDays(1), definition.MaxAge);
        Assert.Equal(NameUse.Optional, definition.SubjectName);
        Assert.Equal("1000/h", definition.Limits.PerRequester!.ToString());
        Assert.Equal(2, definition.Tests.Count);
        Assert.Equal(64, definition.HashHex.Length);
        Assert.Equal(definition.HashHex, Convert.ToHexStringLower(definition.Hash));
        Assert.Equal(Region.FirstHome, Encoding.UTF8.GetString(definition.Source));
    }

    [Theory]
    [InlineData("! owns")]
    [InlineData("!owns")]
    [InlineData("!owns && registered")]
    public void A_rule_whose_negation_YAML_would_swallow_is_refused(string rule)
    {
        var text = string.Join('\n', Region.FirstHome.Split('\n').Select(line => line.StartsWith("rule:", StringComparison.Ordinal) ? "rule: " + rule : line));
        var problem = Assert.Throws<DefinitionException>(() => Region.ParseDefinition(text));
        Assert.Contains("put the whole value in quotes", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_hash_does_not_depend_on_comments_layout_quotes_or_the_order_of_keys()
    {
        var same = """
            # another hand wrote this
            title:
              en: "First-home eligibility"   # a comment
              zh: 首套房资格核验
            id: 'housing.first-home'
            kind: VerificationEndpoint
            owner: dept:housing
            version: "3"
            purposes:
              - housing.audit
              - housing.first-home
            grade: L3
            inputs:
              owns:
                predicate: exists(property, property.kind == "residential")
                node: property
              insured: {node: social, predicate: 'count(contributions) >= 60'}
              registered:
                node: police
                predicate: >-
                  household.city == "310000"
            subject: {name: optional, type: cn.rid, mode: disclosed}
            rule: '!owns && insured   && registered'
            limits: {perSubject: 50/d, perRequester: 1000/h}
            freshness: {max_age: PT24H}
            tests:
              - {expect: true, inputs: {owns: false, registered: true, insured: true}}
              - {expect: false, subject: s002}
            """;
        Assert.Equal(Region.ParseDefinition(Region.FirstHome).HashHex, Region.ParseDefinition(same).HashHex);
    }

    [Theory]
    [InlineData("version: 3", "version: 4")]
    [InlineData("id: housing.first-home", "id: housing.second-home")]
    [InlineData("en: First-home eligibility", "en: Second-home eligibility")]
    [InlineData("owner: dept:housing", "owner: dept:tax")]
    [InlineData("purposes: [housing.first-home, housing.audit]", "purposes: [housing.first-home]")]
    [InlineData("grade: L3", "grade: L2")]
    [InlineData("name: optional", "name: required")]
    [InlineData("node: police", "node: police2")]
    [InlineData("\"310000\"", "\"310001\"")]
    [InlineData("rule: registered && insured && !owns", "rule: registered && !insured && !owns")]
    [InlineData("perSubject: 50/d", "perSubject: 50/h")]
    [InlineData("max_age: P1D", "max_age: P2D")]
    [InlineData("subject: s002, expect: false", "subject: s002, expect: true")]
    public void The_hash_changes_with_every_meaning(string from, string to)
    {
        Assert.Contains(from, Region.FirstHome, StringComparison.Ordinal);
        var changed = Region.FirstHome.Replace(from, to, StringComparison.Ordinal);
        if (to.Contains("!insured", StringComparison.Ordinal))
        {
            changed = changed.Replace("expect: true", "expect: false", StringComparison.Ordinal);
        }

        Assert.NotEqual(Region.ParseDefinition(Region.FirstHome).HashHex, Region.ParseDefinition(changed).HashHex);
    }

    // Computed by another JSON library over the canonical form written by hand.
    [Fact]
    public void The_hash_of_the_sample_is_the_one_that_a_foreign_tool_computes() =>
        Assert.Equal("7900f8d0b587edea42493b5b0894e1cf0153c5223fe4c75d1b5f6c4a4a0b364d", Region.ParseDefinition(Region.FirstHome).HashHex);

    [Theory]
    [InlineData("kind: VerificationEndpoint", "kind: Something", 1, "not a kind")]
    [InlineData("id: housing.first-home", "id: 'first home'", 2, "cannot be used as 'id'")]
    [InlineData("version: 3", "version: zero", 3, "whole number of at least 1")]
    [InlineData("version: 3", "version: 0", 3, "whole number of at least 1")]
    [InlineData("title: {zh: 首套房资格核验, en: First-home eligibility}", "title: First-home", 4, "must be a mapping")]
    [InlineData("zh: 首套房资格核验, ", "", 4, "lacks 'zh'")]
    [InlineData("owner: dept:housing", "ownr: dept:housing", 5, "no key 'ownr'")]
    [InlineData("purposes: [housing.first-home, housing.audit]", "purposes: []", 6, "at least one purpose")]
    [InlineData("grade: L3", "grade: L9", 7, "write one of L1")]
    [InlineData("type: cn.rid", "type: passport", 8, "not known as 'type'")]
    [InlineData("mode: disclosed", "mode: blind", 8, "not known as 'mode'")]
    [InlineData("name: optional", "name: maybe", 8, "write required, optional or none")]
    [InlineData("predicate: 'household.city == \"310000\"'", "predicate: 'household.city =='", 10, "")]
    [InlineData("{node: social, predicate:", "{nod: social, predicate:", 11, "no key 'nod'")]
    [InlineData("rule: registered && insured && !owns", "rule: registered && insured || owns", 13, "||")]
    [InlineData("rule: registered && insured && !owns", "rule: registered && insured", 13, "'owns' is not used")]
    [InlineData("rule: registered && insured && !owns", "rule: registered && insured && !owns && owns", 13, "twice")]
    [InlineData("rule: registered && insured && !owns", "rule: registered && insured && !owns && rich", 13, "no such input")]
    [InlineData("reveal: result", "reveal: everything", 14, "write one of result")]
    [InlineData("perSubject: 50/d", "perSubject: often", 15, "is no limit")]
    [InlineData("perSubject: 50/d", "perNode: 50/d", 15, "no key 'perNode'")]
    [InlineData("max_age: P1D", "max_age: a day", 16, "ISO 8601")]
    [InlineData("max_age: P1D", "max_age: -P1D", 16, "ISO 8601")]
    [InlineData("owns: false}, expect: true", "owns: true}, expect: true", 18, "the rule gives false")]
    [InlineData("owns: false}, expect: true", "own: false}, expect: undetermined", 18, "no such input")]
    [InlineData("subject: s002, expect: false", "expect: false", 19, "either 'subject' or 'inputs'")]
    [InlineData("subject: s002, expect: false", "subject: s002", 19, "lacks 'expect'")]
    [InlineData("subject: s002, expect: false", "subject: s002, expect: perhaps", 19, "true, false or undetermined")]
    public void Each_mistake_is_told_with_its_line(string from, string to, int line, string message)
    {
        Assert.Contains(from, Region.FirstHome, StringComparison.Ordinal);
        var wrong = Assert.Throws<DefinitionException>(() => Region.ParseDefinition(Region.FirstHome.Replace(from, to, StringComparison.Ordinal)));
        Assert.Contains(wrong.Problems, p => p.Line == line && p.Message.Contains(message, StringComparison.Ordinal));
        Assert.StartsWith($"definition.yaml:", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_mistakes_are_told_at_once()
    {
        var yaml = Region.FirstHome.Replace("version: 3", "version: x", StringComparison.Ordinal).Replace("grade: L3", "grad: L3", StringComparison.Ordinal);
        var wrong = Assert.Throws<DefinitionException>(() => Region.ParseDefinition(yaml));
        Assert.Equal(3, wrong.Problems.Count); // a wrong version, an unknown key, a missing grade
    }

    [Theory]
    [InlineData("")]
    [InlineData("- a list")]
    [InlineData("just text")]
    [InlineData("a: 1\na: 2")]
    [InlineData("a: &x 1\nb: *x")]
    [InlineData("a: [")]
    [InlineData("a: 1\n---\nb: 2")]
    [InlineData("? {x: 1}\n: 2")]
    [InlineData("kind: VerificationEndpoint\nlimits: {perSubject: {a: b}}\ninputs: [1]\ntests: {a: 1}\nfreshness: []\nsubject: 3")]
    public void What_is_no_definition_at_all_is_told_without_a_crash(string yaml) =>
        Assert.Throws<DefinitionException>(() => Region.ParseDefinition(yaml));

    [Fact]
    public void Bytes_that_are_no_text_are_told() =>
        Assert.Throws<DefinitionException>(() => VerificationDefinition.Parse([0xFF, 0xFE, 0x80], "x.yaml"));

    [Fact]
    public void One_definite_no_decides_otherwise_one_doubt_leaves_doubt()
    {
        var definition = Region.ParseDefinition(Region.FirstHome);
        Ternary Evaluate(Ternary registered, Ternary insured, Ternary owns) =>
            definition.Evaluate(new Dictionary<string, Ternary> { ["registered"] = registered, ["insured"] = insured, ["owns"] = owns });

        foreach (var a in Enum.GetValues<Ternary>())
        {
            foreach (var b in Enum.GetValues<Ternary>())
            {
                foreach (var c in Enum.GetValues<Ternary>())
                {
                    var expected =
                        a == Ternary.False || b == Ternary.False || c == Ternary.True ? Ternary.False :
                        a == Ternary.True && b == Ternary.True && c == Ternary.False ? Ternary.True :
                        Ternary.Undetermined;
                    Assert.Equal(expected, Evaluate(a, b, c));
                }
            }
        }

        Assert.Equal(Ternary.Undetermined, definition.Evaluate(new Dictionary<string, Ternary>()));
        Assert.Equal(Ternary.True, definition.EvaluateLocally("property", new Dictionary<string, Ternary> { ["owns"] = Ternary.False }));
    }

    [Fact]
    public void A_department_with_two_inputs_answers_for_both()
    {
        var yaml = Region.FirstHome.Replace("node: social", "node: police", StringComparison.Ordinal);
        var definition = Region.ParseDefinition(yaml);
        Assert.Equal(["police", "property"], definition.Providers);
        Assert.Equal(["registered", "insured"], definition.TermsOf("police").Select(t => t.Input.Name));
        Assert.Equal(Ternary.False, definition.EvaluateLocally("police", new Dictionary<string, Ternary> { ["registered"] = Ternary.True, ["insured"] = Ternary.False }));
    }
}
