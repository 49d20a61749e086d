using FedExchange.Federation.Tests.TestBed;
using FedExchange.Governance;
using FedExchange.Governance.Audit;
using FedExchange.Governance.Receipts;
using FedExchange.Node.Participations;

namespace FedExchange.Federation.Tests.Verification;

public sealed class TruthTableTests
{
    private static readonly bool?[] Values = [true, false, null];

    [Theory]
    [InlineData("i1 && i2 && i3")]
    [InlineData("i1 && !i2 && i3")]
    [InlineData("!i1 && !i2 && !i3")]
    public async Task Every_combination_of_true_false_and_undetermined_gives_what_the_rule_says(string rule)
    {
        var cases = (from a in Values from b in Values from c in Values select new[] { a, b, c }).ToArray();
        await using var federation = await TestFederation.StartAsync(3, rule: rule, fill: built =>
        {
            for (var n = 0; n < cases.Length; n++)
            {
                for (var p = 0; p < 3; p++)
                {
                    built.Nodes[$"p{p + 1}"].Register.Add(TestSubject.Number(n), cases[n][p]);
                }
            }
        });

        var outcomes = await Task.WhenAll(cases.Select((_, n) => federation.AskAsync(TestSubject.Number(n))));

        for (var n = 0; n < cases.Length; n++)
        {
            var inputs = cases[n].Select((value, p) => ($"i{p + 1}", value switch { true => Ternary.True, false => Ternary.False, null => Ternary.Undetermined }))
                .ToDictionary(pair => pair.Item1, pair => pair.Item2);
            var answered = Assert.IsType<VerificationOutcome.Answered>(outcomes[n]);
            Assert.Equal(federation.Definition.Evaluate(inputs), answered.Result);
        }

        Assert.All(federation.Nodes.Values, node => Assert.Empty(node.Log.Errors));
    }

    [Fact]
    public async Task A_person_whom_no_register_knows_is_undetermined()
    {
        await using var federation = await TestFederation.StartAsync(3);
        var answered = Assert.IsType<VerificationOutcome.Answered>(await federation.AskAsync(TestSubject.Number(7)));
        Assert.Equal(Ternary.Undetermined, answered.Result);
    }

    [Fact]
    public async Task The_answer_carries_a_receipt_that_verifies_offline_and_the_log_holds_it()
    {
        var subject = TestSubject.Number(1);
        await using var federation = await TestFederation.StartAsync(2, built => built.Providers.ToList().ForEach(p => p.Register.Add(subject, true)));

        var answered = Assert.IsType<VerificationOutcome.Answered>(await federation.AskAsync(subject));

        var verified = VerificationReceipt.Verify(answered.Receipt, federation.Asker.Directories.Current!);
        Assert.Empty(verified.Problems);
        Assert.Equal("true", verified.Claims!.Result);
        Assert.Equal(["p1", "p2"], verified.Claims.Providers);
        Assert.DoesNotContain(subject.Id, answered.Receipt, StringComparison.Ordinal);
        Assert.Equal(1, TestFederation.Entries(federation.Asker, AuditKinds.Answered));
        foreach (var provider in federation.Providers)
        {
            Assert.Equal(1, TestFederation.Entries(provider, AuditKinds.Granted));
            Assert.Equal(1, TestFederation.Entries(provider, AuditKinds.Released));
        }
    }

    [Fact]
    public async Task An_identifier_in_the_old_form_or_with_full_width_digits_is_the_same_person()
    {
        var subject = TestSubject.Number(3);
        var old = subject.Id[..6] + subject.Id[8..17];
        var wide = " " + string.Concat(subject.Id.Select(c => char.IsAsciiDigit(c) ? (char)(c - '0' + '０') : c)) + " ";
        await using var federation = await TestFederation.StartAsync(2, built => built.Providers.ToList().ForEach(p => p.Register.Add(subject, true)));

        foreach (var spelling in new[] { old, wide, subject.Id.ToLowerInvariant() })
        {
            var question = federation.Question(subject);
            var outcome = await federation.Asker.Requester.VerifyAsync(
                new VerificationQuestion { Definition = question.Definition, SubjectId = spelling, SubjectName = question.SubjectName, Consent = question.Consent },
                CancellationToken.None);
            Assert.Equal(Ternary.True, Assert.IsType<VerificationOutcome.Answered>(outcome).Result);
        }
    }
}
