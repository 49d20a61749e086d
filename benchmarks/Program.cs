using FedExchange.Benchmarks;

const string Usage = """
    Measures FedExchange: time, bytes, rounds. Figures come from here, never from unit tests.

      dotnet run -c Release --project benchmarks -- NAME [--json] [options]

    Names:
      verify       64 callers against four providers as processes of their own (mutual TLS, signing, durable log, policy on)
                   options: --seconds N (20)  --callers N (64)  --people N (20000)  --warmup N (30)
      primitives   what one verification is made of: signatures, seals, hashes, masks (BenchmarkDotNet, in process)
      audit        durable audit entries per second by number of writers
                   options: --seconds N (5)

    With --json one document on standard output: {"name","machine","results":[{"task","value","unit","note"}]}.
    """;

if (args.Length == 0 || args[0] is "--help" or "-h" or "help")
{
    Console.WriteLine(Usage);
    return args.Length == 0 ? 2 : 0;
}

if (!BenchmarkArguments.TryParse(args, out BenchmarkArguments? arguments, out string? problem))
{
    Console.Error.WriteLine(problem);
    Console.Error.WriteLine(Usage);
    return 2;
}

using CancellationTokenSource stop = new();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

try
{
    IReadOnlyList<BenchmarkResult> results = arguments.Name switch
    {
        "verify" => await VerifyBenchmark.RunAsync(arguments, stop.Token),
        "primitives" => PrimitiveBenchmarks.Run(),
        _ => await AuditBenchmark.RunAsync(arguments, stop.Token),
    };
    BenchmarkReport report = new(arguments.Name, MachineFacts.Read(), results);
    if (arguments.Json)
    {
        Console.WriteLine(report.ToJson());
    }
    else
    {
        foreach (BenchmarkResult result in results)
        {
            Console.WriteLine($"{result.Task,-34} {result.Value,14:N3} {result.Unit,-8} {result.Note}");
        }
    }

    return 0;
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.Error.WriteLine("Stopped.");
    return 1;
}
