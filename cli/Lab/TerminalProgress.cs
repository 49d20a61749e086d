using System.Diagnostics;
using Spectre.Console;

namespace FedExchange.Cli.Lab;

/// <summary>Progress on standard error: a bar on a terminal, a line each five seconds elsewhere.</summary>
internal sealed class TerminalProgress(CommandOutput output) : ILabProgress
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(5);

    /// <inheritdoc />
    public void Note(string text) => output.Note(text);

    /// <inheritdoc />
    public async Task<T> TrackAsync<T>(string title, int total, Func<IProgress<int>, Task<T>> work)
    {
        if (!output.Progress.Profile.Capabilities.Interactive)
        {
            output.Note(title);
            return await work(new Lines(output, title, total));
        }

        return await output.Progress.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(context => work(new Bar(context.AddTask(Markup.Escape(title), maxValue: Math.Max(total, 1)))));
    }

    private sealed class Bar(ProgressTask task) : IProgress<int>
    {
        public void Report(int value) => task.Value = Math.Max(task.Value, value);
    }

    private sealed class Lines(CommandOutput output, string title, int total) : IProgress<int>
    {
        private readonly Lock gate = new();
        private long last = Stopwatch.GetTimestamp();

        public void Report(int value)
        {
            lock (gate)
            {
                if (Stopwatch.GetElapsedTime(last) < LineInterval)
                {
                    return;
                }

                last = Stopwatch.GetTimestamp();
            }

            output.Note($"{title}: {value:N0} of {total:N0}");
        }
    }
}
