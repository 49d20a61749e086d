using System.Globalization;
using Serilog;
using Serilog.Events;

namespace FedExchange.Node;

/// <summary>Where log lines go: standard error and one file a day.</summary>
internal static class NodeLogging
{
    private const int DaysKept = 14;
    private const string Line = "{Timestamp:yyyy-MM-ddTHH:mm:ss.fffzzz} {Level:u3} {Message:lj}{NewLine}{Exception}";

    /// <summary>Makes the logger; it belongs to the caller.</summary>
    public static Serilog.Core.Logger Create(NodePaths paths, NodeLogLevel level, bool console)
    {
        var lowest = level switch
        {
            NodeLogLevel.Debug => LogEventLevel.Debug,
            NodeLogLevel.Information => LogEventLevel.Information,
            NodeLogLevel.Warning => LogEventLevel.Warning,
            _ => LogEventLevel.Error,
        };
        var framework = lowest < LogEventLevel.Warning ? LogEventLevel.Warning : lowest;
        var logger = new LoggerConfiguration()
            .MinimumLevel.Is(lowest)
            .MinimumLevel.Override("Microsoft", framework)
            .MinimumLevel.Override("Grpc", framework)
            .WriteTo.File(
                Path.Combine(paths.Logs, "node-.log"), outputTemplate: Line, formatProvider: CultureInfo.InvariantCulture,
                rollingInterval: RollingInterval.Day, retainedFileCountLimit: DaysKept);
        if (console)
        {
            logger.WriteTo.Console(standardErrorFromLevel: LogEventLevel.Verbose, outputTemplate: Line, formatProvider: CultureInfo.InvariantCulture);
        }

        return logger.CreateLogger();
    }
}
