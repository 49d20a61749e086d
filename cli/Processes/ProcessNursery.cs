using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace FedExchange.Cli.Processes;

/// <summary>
/// Starts this program again as child processes and takes all of them along when it goes. Children are started from one thread that lives as long as the
/// nursery, because Linux sends the parent-death signal when the <em>thread</em> that started a child ends.
/// </summary>
internal sealed class ProcessNursery : IAsyncDisposable
{
    private readonly BlockingCollection<Action> requests = [];
    private readonly ConcurrentBag<ChildProcess> children = [];
    private readonly Thread thread;

    /// <summary>A nursery without children.</summary>
    public ProcessNursery()
    {
        thread = new Thread(() =>
        {
            foreach (var request in requests.GetConsumingEnumerable())
            {
                request();
            }
        })
        { IsBackground = true, Name = "process-nursery" };
        thread.Start();
    }

    /// <summary>Starts <c>fedx</c> with arguments.</summary>
    /// <param name="name">Name in messages.</param>
    /// <param name="arguments">Command line.</param>
    public Task<ChildProcess> StartAsync(string name, params string[] arguments)
    {
        var started = new TaskCompletionSource<ChildProcess>(TaskCreationOptions.RunContinuationsAsynchronously);
        requests.Add(() =>
        {
            try
            {
                var child = new ChildProcess(name, Process.Start(StartInfo(arguments))!);
                children.Add(child);
                started.SetResult(child);
            }
            catch (Exception exception) when (exception is System.ComponentModel.Win32Exception or InvalidOperationException)
            {
                started.SetException(new FailedException($"{name} cannot be started: {exception.Message}", "START_FAILED", exception));
            }
        });
        return started.Task;
    }

    /// <summary>Stops every child: politely, then not.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(children.Select(child => child.StopAsync(TimeSpan.FromSeconds(10))));
        requests.CompleteAdding();
        thread.Join();
        foreach (var child in children)
        {
            child.Dispose();
        }

        requests.Dispose();
    }

    private static ProcessStartInfo StartInfo(string[] arguments)
    {
        var (program, first) = Self();
        var info = new ProcessStartInfo(program)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment[ParentWatch.Variable] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        foreach (var argument in first.Concat(arguments))
        {
            info.ArgumentList.Add(argument);
        }

        return info;
    }

    /// <summary>How to start this program again: its own executable, or the dotnet host with fedx.dll where something else hosts it (tests).</summary>
    private static (string Program, string[] First) Self()
    {
        var path = Environment.ProcessPath ?? "dotnet";
        if (Path.GetFileNameWithoutExtension(path) == "fedx")
        {
            return (path, []);
        }

        var host = Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
        return (host, ["exec", Path.Combine(AppContext.BaseDirectory, "fedx.dll")]);
    }
}
