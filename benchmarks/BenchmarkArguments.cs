using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace FedExchange.Benchmarks;

/// <summary>The command line of one benchmark.</summary>
internal sealed class BenchmarkArguments
{
    private static readonly string[] Names = ["verify", "primitives", "audit"];
    private static readonly Dictionary<string, int> Known = new() { ["--seconds"] = 20, ["--callers"] = 64, ["--people"] = 20_000, ["--warmup"] = 30 };
    private readonly Dictionary<string, int> _values;

    private BenchmarkArguments(string name, bool json, Dictionary<string, int> values) => (Name, Json, _values) = (name, json, values);

    public string Name { get; }

    public bool Json { get; }

    public int Seconds => _values["--seconds"];

    public int Callers => _values["--callers"];

    public int People => _values["--people"];

    public int WarmupSeconds => _values["--warmup"];

    public static bool TryParse(string[] args, [NotNullWhen(true)] out BenchmarkArguments? arguments, [NotNullWhen(false)] out string? problem)
    {
        (arguments, problem) = (null, null);
        if (!Names.Contains(args[0]))
        {
            problem = $"There is no benchmark named '{args[0]}'.";
            return false;
        }

        Dictionary<string, int> values = new(Known);
        bool json = false;
        for (int i = 1; i < args.Length; i++)
        {
            if (args[i] == "--json")
            {
                json = true;
            }
            else if (Known.ContainsKey(args[i]) && i + 1 < args.Length
                && int.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value > 0)
            {
                values[args[i++]] = value;
            }
            else
            {
                problem = $"'{args[i]}' is not an option, or its value is not a positive whole number.";
                return false;
            }
        }

        arguments = new BenchmarkArguments(args[0], json, values);
        return true;
    }
}
