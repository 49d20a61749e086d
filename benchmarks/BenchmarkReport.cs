using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace FedExchange.Benchmarks;

/// <summary>What <c>benchmarks -- NAME --json</c> prints: name, machine, results. Stable: outside tests read it.</summary>
internal sealed record BenchmarkReport(string Name, MachineFacts Machine, IReadOnlyList<BenchmarkResult> Results)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The one JSON document.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options);
}

/// <summary>Where the figures were taken.</summary>
internal sealed record MachineFacts(string Cpu, int Cores, string Os, string Runtime)
{
    /// <summary>Reads this machine's facts.</summary>
    public static MachineFacts Read() => new(CpuName(), Environment.ProcessorCount, RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription);

    private static string CpuName()
    {
        const string CpuInfo = "/proc/cpuinfo";
        string? line = File.Exists(CpuInfo)
            ? File.ReadLines(CpuInfo).FirstOrDefault(text => text.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?.Split(':', 2)[1].Trim() ?? RuntimeInformation.ProcessArchitecture.ToString();
    }
}
