using System.Runtime.InteropServices;

namespace FedExchange.Federation.Tests.Processes;

/// <summary>Sends signals to processes (Linux).</summary>
internal static class Signals
{
    public const int Terminate = 15;
    public const int Kill = 9;
    public const int Stop = 19;
    public const int Continue = 18;

    /// <summary>Sends one.</summary>
    public static void Send(int processId, int signal) => Assert.Equal(0, SendSignal(processId, signal));

    /// <summary>Ids of the processes whose command line mentions a folder.</summary>
    public static int[] ProcessesOf(string folder) =>
    [
        .. Directory.EnumerateDirectories("/proc").Select(path => int.TryParse(Path.GetFileName(path), out var id) ? id : 0).Where(id => id > 0 && id != Environment.ProcessId && CommandLine(id).Contains(folder, StringComparison.Ordinal)),
    ];

    private static string CommandLine(int processId)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/cmdline");
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return ""; // it ended while the list was read
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int processId, int signal);
}
