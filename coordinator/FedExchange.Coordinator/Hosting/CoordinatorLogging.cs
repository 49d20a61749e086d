using System.Globalization;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace FedExchange.Coordinator.Hosting;

/// <summary>Logs to standard error and to daily files in the coordinator's directory; frameworks speak up only from warnings.</summary>
internal static class CoordinatorLogging
{
    private const string Template = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff zzz} [{Level:u3}] {Message:lj}{NewLine}{Exception}";
    private const int KeptFiles = 30;

    public static Logger Create(CoordinatorPaths paths, CoordinatorOptions options) => new LoggerConfiguration()
        .MinimumLevel.Is(options.LogLevel)
        .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
        // A failed start is told once, in plain words, by whoever runs the host.
        .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal)
        .MinimumLevel.Override("System", LogEventLevel.Warning)
        .MinimumLevel.Override("Grpc", LogEventLevel.Warning)
        .MinimumLevel.Override("Polly", LogEventLevel.Warning)
        // Its warnings at start are advice on server garbage collection, which a small process does not want.
        .MinimumLevel.Override("Orleans", LogEventLevel.Error)
        .WriteTo.Console(standardErrorFromLevel: LogEventLevel.Verbose, outputTemplate: Template, formatProvider: CultureInfo.InvariantCulture)
        .WriteTo.File(
            Path.Combine(paths.Logs, "coordinator-.log"), rollingInterval: RollingInterval.Day, retainedFileCountLimit: KeptFiles,
            outputTemplate: Template, formatProvider: CultureInfo.InvariantCulture)
        .CreateLogger();
}
