using System.Text.Json;
using FedExchange.Coordinator.Jobs;

namespace FedExchange.Coordinator.Tests;

public sealed class JobTests
{
    // Powers of two: the total says whose count was lost or taken twice.
    private const ulong CountA = 1;
    private const ulong CountB = 2;
    private const ulong CountC = 4;
    private const ulong MaskAb = 0xDEAD_BEEF_0123_4567;
    private const ulong MaskBc = 0xFACE_0FF1_CE15_600D;

    private static readonly JobPlan s_plan = new(
        "count-1", "statistics", "one-stop", [new("a", "t"), new("b", "t"), new("c", "t")], 7, DateTimeOffset.UnixEpoch.AddDays(1));

    private static readonly Dictionary<string, byte[][]> s_checks = new() { ["a"] = [Check(1), Check(2)], ["b"] = [Check(1), Check(3)], ["c"] = [Check(2), Check(3)] };

    private static readonly byte[] s_hash = s_plan.Hash();
    private static readonly byte[] s_otherHash = new byte[32];

    private static readonly JobEvent[] s_accepts = [Accept("a"), Accept("b"), Accept("c")];
    private static readonly JobEvent[] s_parts =
    [
        Part("a", unchecked(CountA + MaskAb)), Part("b", unchecked(CountB - MaskAb + MaskBc)), Part("c", unchecked(CountC - MaskBc)),
    ];

    [Fact]
    public void The_straight_road_adds_masked_counts_modulo_two_to_the_64()
    {
        var released = Assert.IsType<Job.Released>(Run(s_plan, [.. s_accepts, .. s_parts]));
        Assert.Equal(CountA + CountB + CountC, released.Total);
    }

    [Fact]
    public void Reports_may_come_in_any_order()
    {
        var job = Run(s_plan, [.. s_accepts.Reverse(), s_parts[1], s_parts[2], s_parts[0]]);
        Assert.Equal(7UL, Assert.IsType<Job.Released>(job).Total);
    }

    [Fact]
    public void A_total_below_the_minimum_is_withheld_and_not_kept()
    {
        var job = Run(s_plan with { Minimum = 8 }, [.. AcceptsOf(s_plan with { Minimum = 8 }), .. PartsOf(s_plan with { Minimum = 8 })]);
        Assert.IsType<Job.Withheld>(job);
        var stored = JsonSerializer.Serialize(new JobDocument { Job = job });
        Assert.DoesNotContain("otal", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("7", JsonSerializer.Serialize(JobView.Of(job, 1) with { Revision = 0 }).Replace("count-1", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void A_repeated_report_changes_nothing()
    {
        var job = Run(s_plan, [Accept("a"), Accept("b")]);
        Assert.Same(job, Job.Next(job, Accept("a")));
        job = Run(s_plan, [.. s_accepts, s_parts[0]]);
        Assert.Same(job, Job.Next(job, s_parts[0]));
        Assert.Same(job, Job.Next(job, Part("a", 99)));
        Assert.Same(job, Job.Next(job, Accept("a")));
    }

    [Fact]
    public void A_contribution_before_all_have_accepted_changes_nothing()
    {
        var job = Run(s_plan, [Accept("a")]);
        Assert.Same(job, Job.Next(job, s_parts[0]));
    }

    [Fact]
    public void A_node_outside_the_plan_changes_nothing()
    {
        var job = Job.Begin(s_plan);
        Assert.Same(job, Job.Next(job, Accept("z")));
        Assert.Same(job, Job.Next(job, new JobEvent.Declined("z", "accept", "POLICY_DENIED", "", false)));
        job = Run(s_plan, s_accepts);
        Assert.Same(job, Job.Next(job, Part("z", 1)));
    }

    [Fact]
    public void An_answer_for_another_plan_fails_the_job()
    {
        Assert.IsType<Job.Failed>(Run(s_plan, [new JobEvent.Accepted("a", s_otherHash)]));
        Assert.IsType<Job.Failed>(Run(s_plan, [.. s_accepts, new JobEvent.Contributed("b", s_otherHash, 1, s_checks["b"])]));
    }

    [Fact]
    public void Masks_that_do_not_cancel_fail_the_job_instead_of_releasing_noise()
    {
        Assert.IsType<Job.Failed>(Run(s_plan, [.. s_accepts, s_parts[0], s_parts[1], Part("c", 123)]));
    }

    [Fact]
    public void A_pair_key_renewed_between_two_contributions_fails_the_job_whatever_the_total_looks_like()
    {
        var renewed = ((JobEvent.Contributed)s_parts[2]) with { PairChecks = [Check(2), Check(4)] };
        var failed = Assert.IsType<Job.Failed>(Run(s_plan, [.. s_accepts, s_parts[0], s_parts[1], renewed]));
        Assert.Contains("b and c", failed.Reason, StringComparison.Ordinal);
        var without = ((JobEvent.Contributed)s_parts[0]) with { PairChecks = [] };
        Assert.IsType<Job.Failed>(Run(s_plan, [.. s_accepts, without]));
    }

    [Theory]
    [InlineData("accept")]
    [InlineData("contribute")]
    public void A_final_refusal_ends_the_job_and_a_retryable_one_does_not(string step)
    {
        var job = step == "accept" ? Run(s_plan, [Accept("a")]) : Run(s_plan, [.. s_accepts, s_parts[0]]);
        var waiting = Job.Next(job, new JobEvent.Declined("b", step, "PAIR_KEY_MISSING", "", true));
        Assert.False(waiting.HasEnded);
        Assert.Equal(job.WaitingFor(), waiting.WaitingFor());
        Assert.Same(waiting, Job.Next(waiting, new JobEvent.Declined("b", step, "PAIR_KEY_MISSING", "", true)));
        Assert.Contains("b: PAIR_KEY_MISSING", JobView.Of(waiting, 1).Reason, StringComparison.Ordinal);

        var refused = Assert.IsType<Job.Refused>(Job.Next(waiting, new JobEvent.Declined("b", step, "POLICY_DENIED", "Ask the officer.", false)));
        Assert.Equal(("b", "POLICY_DENIED"), (refused.Node, refused.Reason));
    }

    [Fact]
    public void A_late_refusal_of_an_earlier_step_changes_nothing()
    {
        var job = Run(s_plan, s_accepts);
        Assert.Same(job, Job.Next(job, new JobEvent.Declined("a", "accept", "POLICY_DENIED", "", false)));
        job = Run(s_plan, [.. s_accepts, s_parts[0]]);
        Assert.Same(job, Job.Next(job, new JobEvent.Declined("a", "contribute", "POLICY_DENIED", "", false)));
    }

    [Fact]
    public void Cancel_and_deadline_end_an_open_job()
    {
        foreach (var open in new[] { Job.Begin(s_plan), Run(s_plan, s_accepts) })
        {
            Assert.IsType<Job.Cancelled>(Job.Next(open, new JobEvent.CancelRequested()));
            var failed = Assert.IsType<Job.Failed>(Job.Next(open, new JobEvent.DeadlinePassed()));
            Assert.Contains("a, b, c", failed.Reason, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Nothing_changes_a_job_that_has_ended()
    {
        Job[] ended =
        [
            new Job.Released(s_plan, 7), new Job.Withheld(s_plan), new Job.Refused(s_plan, "a", "R", "D"), new Job.Failed(s_plan, "F"), new Job.Cancelled(s_plan),
        ];
        JobEvent[] events =
        [
            .. s_accepts, .. s_parts, new JobEvent.CancelRequested(), new JobEvent.DeadlinePassed(), new JobEvent.Declined("a", "accept", "R", "", false),
        ];
        foreach (var job in ended)
        {
            Assert.Empty(job.WaitingFor());
            Assert.Equal("", job.Step);
            Assert.All(events, e => Assert.Same(job, Job.Next(job, e)));
        }
    }

    [Fact]
    public void Every_state_survives_storage()
    {
        Job[] states =
        [
            Run(s_plan, [Accept("b")]), Run(s_plan, [.. s_accepts, s_parts[1]]), new Job.Released(s_plan, 7), new Job.Withheld(s_plan),
            new Job.Refused(s_plan, "a", "R", "D"), new Job.Failed(s_plan, "F"), new Job.Cancelled(s_plan),
        ];
        foreach (var state in states)
        {
            var text = JsonSerializer.Serialize(new JobDocument { Job = state, Revision = 3 });
            var back = JsonSerializer.Deserialize<JobDocument>(text)!;
            Assert.IsType(state.GetType(), back.Job);
            Assert.Equal(state.WaitingFor(), back.Job!.WaitingFor());
            Assert.Equal(text, JsonSerializer.Serialize(back));
        }

        // a stored half-way job reaches the same end
        var half = JsonSerializer.Deserialize<JobDocument>(JsonSerializer.Serialize(new JobDocument { Job = states[1] }))!.Job!;
        Assert.Equal(7UL, Assert.IsType<Job.Released>(Job.Next(Job.Next(half, s_parts[0]), s_parts[2])).Total);
    }

    [Fact]
    public void A_plan_is_the_same_whatever_its_deadline_and_another_in_every_other_field()
    {
        Assert.True(s_plan.AsksTheSameAs(s_plan with { Deadline = DateTimeOffset.MaxValue }));
        Assert.False(s_plan.AsksTheSameAs(s_plan with { Minimum = 6 }));
        Assert.False(s_plan.AsksTheSameAs(s_plan with { Purpose = "other" }));
        Assert.False(s_plan.AsksTheSameAs(s_plan with { Requester = "other" }));
        Assert.False(s_plan.AsksTheSameAs(s_plan with { Targets = [new("a", "t"), new("b", "t"), new("c", "u")] }));
    }

    private static Job Run(JobPlan plan, IEnumerable<JobEvent> events) => events.Aggregate(Job.Begin(plan), Job.Next);

    private static JobEvent.Accepted Accept(string node) => new(node, s_hash);

    private static JobEvent.Contributed Part(string node, ulong masked) => new(node, s_hash, masked, s_checks.GetValueOrDefault(node, []));

    private static byte[] Check(byte pair) => [pair, .. new byte[15]];

    private static IEnumerable<JobEvent> AcceptsOf(JobPlan plan) => plan.Targets.Select(t => new JobEvent.Accepted(t.Node, plan.Hash()));

    private static IEnumerable<JobEvent> PartsOf(JobPlan plan) => s_parts.Cast<JobEvent.Contributed>().Select(p => p with { PlanHash = plan.Hash() });
}
