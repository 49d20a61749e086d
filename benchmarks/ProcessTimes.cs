using System.Globalization;

namespace FedExchange.Benchmarks;

/// <summary>CPU time and memory of processes, from the operating system's own accounting.</summary>
internal static class ProcessTimes
{
    // USER_HZ, the unit of /proc/PID/stat, is 100 on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>User and system CPU seconds that these processes have used together.</summary>
    public static double CpuSeconds(IEnumerable<int> processIds) => processIds.Sum(CpuSeconds);

    private static double CpuSeconds(int processId)
    {
        // The command name (field 2) may hold spaces; the fields that follow its closing parenthesis do not.
        string text = File.ReadAllText($"/proc/{processId}/stat");
        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond;
    }
}
