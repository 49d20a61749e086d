using System.Text;
using FedExchange.Cli.Lab;
using FedExchange.Cli.Population;

namespace FedExchange.Cli.Demo;

/// <summary>The first-home sample from nothing: population, registers, processes, verifications, count, report.</summary>
internal static class DemoRunner
{
    /// <summary>Runs it.</summary>
    public static async Task<LabReport> RunAsync(DemoOptions options, ILabProgress progress, CancellationToken cancellationToken)
    {
        using var temporary = LabFolder.Create(keep: null);
        var folder = temporary.Path;
        EmbeddedSamples.Extract("first-home", folder);
        var population = await PopulateAsync(options, Path.Combine(folder, "data"), progress, cancellationToken);
        var file = LabFile.Read(Path.Combine(folder, "lab.yaml"));
        var jobs = file.Jobs.Select(job => job is LabVerifyJob verify ? verify with { Limit = options.Cases, Callers = options.Callers } : job);
        var lab = file with { Jobs = [.. jobs] };
        var report = await new LabRunner(lab, progress).RunAsync(keep: null, (session, found) => Keep(options.Out, session, found), cancellationToken);
        report = report with { Population = population };
        if (options.Out is not null)
        {
            await WriteAsync(options.Out, report, cancellationToken);
        }

        return report;
    }

    private static Task<PopulationSummary> PopulateAsync(DemoOptions options, string folder, ILabProgress progress, CancellationToken cancellationToken)
    {
        var population = new PopulationOptions
        {
            People = options.People,
            Seed = options.Seed,
            AsOf = DateOnly.FromDateTime(TimeProvider.System.GetLocalNow().DateTime),
        };
        return progress.TrackAsync(
            $"Generating {options.People:N0} people in four registers",
            options.People,
            step => Task.Run(() => PopulationGenerator.WriteAsync(population, folder, step, cancellationToken), cancellationToken));
    }

    /// <summary>Copies what a receipt needs to be verified later, before the lab's folder goes.</summary>
    private static void Keep(string? target, LabSession session, LabReport report)
    {
        var requester = session.File.Jobs.OfType<LabVerifyJob>().FirstOrDefault()?.Requester;
        if (target is null || requester is null || report.Receipt is null)
        {
            return;
        }

        Directory.CreateDirectory(target);
        foreach (var name in new[] { "directory.jws", "directory.pub" })
        {
            File.Copy(Path.Combine(session.Folder.Of(requester), name), Path.Combine(target, name), overwrite: true);
        }

        File.WriteAllText(Path.Combine(target, "receipt.json"), JsonText.Of(report.Receipt), new UTF8Encoding(false));
    }

    private static async Task WriteAsync(string folder, LabReport report, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "report.json"), JsonText.Of(report), cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(folder, "report.html"), HtmlReport.Of(report), cancellationToken);
    }
}
