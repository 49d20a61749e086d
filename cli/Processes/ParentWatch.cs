using System.Globalization;
using System.Runtime.InteropServices;

namespace FedExchange.Cli.Processes;

/// <summary>
/// Ends a process whose parent has gone. A lab names itself in the environment of each process it starts; the child asks the kernel to be killed with its
/// parent (Linux), and everywhere watches its standard input, which the parent holds open and the system closes when the parent dies.
/// </summary>
internal static class ParentWatch
{
    /// <summary>Environment variable with the parent's process id.</summary>
    public const string Variable = "FEDX_PARENT";

    private const int PrSetPdeathsig = 1;
    private const int Sigkill = 9;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    /// <summary>Starts the watch when the environment asks for it.</summary>
    public static void Start(StopSignal stop)
    {
        if (!int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var parent))
        {
            return;
        }

        if (OperatingSystem.IsLinux())
        {
            _ = Prctl(PrSetPdeathsig, Sigkill, 0, 0, 0);
            if (Getppid() != parent)
            {
                Environment.Exit(ExitCodes.Cancelled); // the parent died before the request above took hold
            }
        }

        new Thread(() => Watch(stop)) { IsBackground = true, Name = "parent-watch" }.Start();
    }

    private static void Watch(StopSignal stop)
    {
        using var input = Console.OpenStandardInput();
        var buffer = new byte[16];
        while (input.Read(buffer) > 0)
        {
            // The parent never writes; only the end of the stream matters.
        }

        stop.Stop();
        Thread.Sleep(Grace);
        Environment.Exit(ExitCodes.Cancelled);
    }

    [DllImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Prctl(int option, nuint argument2, nuint argument3, nuint argument4, nuint argument5);

    [DllImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Getppid();
}
