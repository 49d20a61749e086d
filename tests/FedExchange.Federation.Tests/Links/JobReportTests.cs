using FedExchange.Node.Jobs;
using FedExchange.Wire.Link.V1;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Frame = FedExchange.Wire.Link.V1.ConnectRequest.FrameOneofCase;

namespace FedExchange.Federation.Tests.Links;

public sealed class JobReportTests
{
    [Fact]
    public async Task A_report_is_sent_again_until_acknowledged_and_a_repeated_task_gets_the_first_one()
    {
        using var home = new LoneNode();
        await using var fake = await FakeCoordinator.StartAsync();
        var counting = new CountingParticipation();
        var task = new JobTask { JobId = "job-1", Step = "only", Kind = "test" };
        await using (var node = await home.StartAsync(fake.Dial, configure: s => s.AddSingleton<IJobParticipation>(counting)))
        {
            var link = await fake.NextLinkAsync();
            await link.SendAsync(new ConnectResponse { Task = task });
            Assert.Equal("1", (await link.NextAsync(Frame.Report)).Report.Payload.ToStringUtf8());
            await link.HungUp.CancelAsync(); // the report, or its acknowledgement, is lost

            var second = await fake.NextLinkAsync();
            Assert.Equal("1", (await second.NextAsync(Frame.Report)).Report.Payload.ToStringUtf8());
            await second.SendAsync(new ConnectResponse { Task = task }); // the task is sent again
            Assert.Equal("1", (await second.NextAsync(Frame.Report)).Report.Payload.ToStringUtf8());
        }

        await using (var node = await home.StartAsync(fake.Dial, configure: s => s.AddSingleton<IJobParticipation>(counting)))
        {
            var third = await fake.NextLinkAsync(); // after a restart too
            Assert.Equal("1", (await third.NextAsync(Frame.Report)).Report.Payload.ToStringUtf8());
            await third.SendAsync(new ConnectResponse { ReportAck = new JobReportAck { JobId = "job-1", Step = "only" } });
            await Eventually.BecomesTrueAsync(() => node.Services.GetRequiredService<ReportOutbox>().Unacknowledged().Count == 0, "the report is acknowledged");
            await third.SendAsync(new ConnectResponse { Task = task });
            Assert.Equal("1", (await third.NextAsync(Frame.Report)).Report.Payload.ToStringUtf8());
        }

        Assert.Equal(1, counting.Taken);
    }

    [Fact]
    public async Task A_refusal_that_may_pass_does_not_stick_to_the_step()
    {
        using var home = new LoneNode();
        await using var fake = await FakeCoordinator.StartAsync();
        await using var node = await home.StartAsync(fake.Dial, configure: s => s.AddSingleton<IJobParticipation>(new CountingParticipation(busyAtFirst: true)));
        var link = await fake.NextLinkAsync();
        var task = new ConnectResponse { Task = new JobTask { JobId = "job-1", Step = "only", Kind = "test" } };
        await link.SendAsync(task);
        Assert.Equal("BUSY", (await link.NextAsync(Frame.Report)).Report.Refusal.Reason);
        await link.SendAsync(task);
        Assert.Equal("2", (await link.NextAsync(Frame.Report)).Report.Payload.ToStringUtf8());
        Assert.DoesNotContain(node.Services.GetRequiredService<ReportOutbox>().Unacknowledged(), report => report.OutcomeCase == JobReport.OutcomeOneofCase.Refusal);
    }

    [Fact]
    public async Task A_task_of_an_unknown_kind_is_refused()
    {
        using var home = new LoneNode();
        await using var fake = await FakeCoordinator.StartAsync();
        await using var node = await home.StartAsync(fake.Dial);
        var link = await fake.NextLinkAsync();
        await link.SendAsync(new ConnectResponse { Task = new JobTask { JobId = "j", Step = "s", Kind = "unheard-of" } });
        Assert.Equal("JOB_KIND_UNKNOWN", (await link.NextAsync(Frame.Report)).Report.Refusal.Reason);
    }

    [Theory]
    [InlineData("j", "accept", "no plan at all", "PLAN_INVALID")]
    [InlineData("j", "peek", "", "STEP_UNKNOWN")]
    public async Task A_count_task_that_makes_no_sense_is_refused(string job, string step, string payload, string reason)
    {
        using var home = new LoneNode();
        await using var fake = await FakeCoordinator.StartAsync();
        await using var node = await home.StartAsync(fake.Dial);
        var link = await fake.NextLinkAsync();
        await link.SendAsync(new ConnectResponse { Task = new JobTask { JobId = job, Step = step, Kind = "count", Payload = ByteString.CopyFromUtf8(payload) } });
        Assert.Equal(reason, (await link.NextAsync(Frame.Report)).Report.Refusal.Reason);
    }

    private sealed class CountingParticipation(bool busyAtFirst = false) : IJobParticipation
    {
        private int _taken;

        public int Taken => _taken;

        public string Kind => "test";

        public Task<JobReport> TakeAsync(JobTask task, CancellationToken cancellationToken)
        {
            var number = Interlocked.Increment(ref _taken).ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (busyAtFirst && _taken == 1)
            {
                return Task.FromResult(JobInbox.Refuse(task, "BUSY", "Ask again.", retryable: true));
            }

            return Task.FromResult(new JobReport { JobId = task.JobId, Step = task.Step, Payload = ByteString.CopyFromUtf8(number) });
        }
    }
}
