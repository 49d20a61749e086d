using System.CommandLine;
using FedExchange.Cli.Connections;
using FedExchange.Cli.Lab;
using FedExchange.Wire.Admin.V1;
using Grpc.Core;
using Spectre.Console;

namespace FedExchange.Cli.Commands;

/// <summary>fedx coordinator count and the commands about jobs.</summary>
internal static class CountCommands
{
    /// <summary>count.</summary>
    public static FedxCommand Count()
    {
        var command = new FedxCommand(
            "count",
            "Count the rows of several registers together: only the total becomes known, and only at or above the minimum.",
            "fedx coordinator count DIR --requester one-stop --purpose statistics.registers --target civil-affairs/marriage --target property-registry/property --minimum 100");
        var folder = command.With(CoordinatorCommands.Folder());
        var requester = command.With(new Option<string>("--requester") { Description = "Node that asks.", Required = true, HelpName = "ID" });
        var purpose = command.With(new Option<string>("--purpose") { Description = "Purpose, as in the providers' policies.", Required = true, HelpName = "PURPOSE" });
        var targets = command.With(new Option<string[]>("--target") { Description = "node/table; repeatable, at least two.", Required = true, AllowMultipleArgumentsPerToken = true, HelpName = "NODE/TABLE" });
        var minimum = command.With(new Option<long>("--minimum") { Description = "Least total that is released.", DefaultValueFactory = _ => 10, HelpName = "N" });
        var request = command.With(new Option<string?>("--request-id") { Description = "Repeating an id gives the first job.", HelpName = "ID" });
        return command.Runs(async (parse, output, cancellationToken) =>
        {
            using var admin = AdminConnection.Open(parse.GetRequiredValue(folder));
            var start = new StartCountRequest
            {
                RequestId = parse.GetValue(request) ?? Guid.NewGuid().ToString("N"),
                Requester = parse.GetRequiredValue(requester),
                Purpose = parse.GetRequiredValue(purpose),
                Minimum = parse.GetValue(minimum),
            };
            start.Targets.AddRange(parse.GetRequiredValue(targets));
            var job = await admin.Client.StartCountAsync(start, cancellationToken: cancellationToken);
            output.Note($"Job {job.JobId}");
            return await FollowAsync(admin, job, output, cancellationToken);
        });
    }

    /// <summary>jobs.</summary>
    public static FedxCommand Jobs()
    {
        var command = new FedxCommand("jobs", "List jobs, newest first.", "fedx coordinator jobs DIR");
        var folder = command.With(CoordinatorCommands.Folder());
        return command.Runs(async (parse, output, cancellationToken) =>
        {
            using var admin = AdminConnection.Open(parse.GetRequiredValue(folder));
            var response = await admin.Client.ListJobsAsync(new ListJobsRequest(), cancellationToken: cancellationToken);
            var jobs = response.Jobs.Select(JobView.Of).ToList();
            output.Result(new { jobs }, console =>
            {
                var table = new Table().AddColumns("job", "kind", "state", "step", "waits for", "reason");
                foreach (var job in jobs)
                {
                    table.AddRow(new[] { job.Id, job.Kind, job.State, job.Step, string.Join(", ", job.WaitingFor), job.Reason ?? string.Empty }.Select(Markup.Escape).ToArray());
                }

                console.Write(table);
            });
            return ExitCodes.Success;
        });
    }

    /// <summary>job.</summary>
    public static FedxCommand Job()
    {
        var command = new FedxCommand("job", "Show one job; --watch follows it to its end.", "fedx coordinator job DIR JOB --watch");
        var folder = command.With(CoordinatorCommands.Folder());
        var id = command.With(new Argument<string>("JOB") { Description = "Job id." });
        var watch = command.With(new Option<bool>("--watch") { Description = "Wait for the end." });
        return command.Runs(async (parse, output, cancellationToken) =>
        {
            using var admin = AdminConnection.Open(parse.GetRequiredValue(folder));
            var job = await admin.Client.GetJobAsync(new GetJobRequest { JobId = parse.GetRequiredValue(id) }, cancellationToken: cancellationToken);
            if (parse.GetValue(watch))
            {
                return await FollowAsync(admin, job, output, cancellationToken);
            }

            Show(job, output);
            return ExitCodes.Success;
        });
    }

    /// <summary>cancel.</summary>
    public static FedxCommand Cancel()
    {
        var command = new FedxCommand("cancel", "Cancel a running job.", "fedx coordinator cancel DIR JOB");
        var folder = command.With(CoordinatorCommands.Folder());
        var id = command.With(new Argument<string>("JOB") { Description = "Job id." });
        return command.Runs(async (parse, output, cancellationToken) =>
        {
            using var admin = AdminConnection.Open(parse.GetRequiredValue(folder));
            Show(await admin.Client.CancelJobAsync(new CancelJobRequest { JobId = parse.GetRequiredValue(id) }, cancellationToken: cancellationToken), output);
            return ExitCodes.Success;
        });
    }

    private static async Task<int> FollowAsync(AdminConnection admin, Job job, CommandOutput output, CancellationToken cancellationToken)
    {
        using var watch = admin.Client.WatchJob(new GetJobRequest { JobId = job.JobId }, cancellationToken: cancellationToken);
        await foreach (var state in watch.ResponseStream.ReadAllAsync(cancellationToken))
        {
            job = state;
            output.Note($"{CountJobRunner.StateName(job.State)} {job.Step} {string.Join(", ", job.WaitingFor)}".TrimEnd());
        }

        Show(job, output);
        return job.State == JobState.Succeeded ? ExitCodes.Success : ExitCodes.Failed;
    }

    private static void Show(Job job, CommandOutput output)
    {
        var view = JobView.Of(job);
        output.Result(view, console => console.WriteLine($"{view.Id}: {view.State}{(view.Reason is null ? string.Empty : ", " + view.Reason)}{(view.Result is null ? string.Empty : " " + view.Result.ToJsonString())}"));
    }
}
