using System.Diagnostics;
using System.Runtime.InteropServices;

namespace FedExchange.Cli.Processes;

/// <summary>A process started by this one; keeps the last lines it wrote.</summary>
internal sealed class ChildProcess : IDisposable
{
    private const int Sigterm = 15;
    private const int KeptLines = 40;
    private readonly Process process;
    private readonly Queue<string> lines = new();

    /// <summary>Takes over a started process with redirected streams.</summary>
    public ChildProcess(string name, Process process)
    {
        Name = name;
        this.process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Name in messages.</summary>
    public string Name { get; }

    /// <summary>Process id.</summary>
    public int Id => process.Id;

    /// <summary>Whether it has ended.</summary>
    public bool HasExited => process.HasExited;

    /// <summary>The last lines it wrote, for error messages.</summary>
    public string LastWords
    {
        get
        {
            lock (lines)
            {
                return string.Join(Environment.NewLine, lines);
            }
        }
    }

    /// <summary>Ends it: SIGTERM, and SIGKILL when that does not help in time.</summary>
    public async Task StopAsync(TimeSpan patience)
    {
        if (process.HasExited)
        {
            return;
        }

        Terminate();
        using var timeout = new CancellationTokenSource(patience);
        try
        {
            await process.WaitForExitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <summary>Ends it at once by SIGKILL; it has no chance to tidy up.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
    }

    /// <summary>Throws with the last words when the process has ended although it should run.</summary>
    public void MustRun()
    {
        if (process.HasExited)
        {
            throw new FailedException($"{Name} ended with exit code {process.ExitCode}. Its last words:{Environment.NewLine}{LastWords}", "PROCESS_ENDED");
        }
    }

    /// <inheritdoc />
    public void Dispose() => process.Dispose();

    private void Terminate()
    {
        if (OperatingSystem.IsWindows())
        {
            process.StandardInput.Close(); // the child watches its standard input
        }
        else
        {
            _ = Kill(process.Id, Sigterm);
        }
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (lines)
        {
            lines.Enqueue(line);
            if (lines.Count > KeptLines)
            {
                lines.Dequeue();
            }
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int processId, int signal);
}
