using System.Net;
using System.Xml;
using FedExchange.Governance.Yaml;
using Serilog.Events;

namespace FedExchange.Coordinator;

/// <summary>What <c>coordinator.yaml</c> says. Unknown keys and values out of range are errors with their lines, all told at once.</summary>
public sealed class CoordinatorOptions
{
    private CoordinatorOptions(string region) => Region = region;

    /// <summary>Name of the region.</summary>
    public string Region { get; }

    /// <summary>Address and port to listen on; port 0 takes a free one and keeps it over restarts while it stays free. Default 127.0.0.1:7000.</summary>
    public IPEndPoint Listen { get; private set; } = new(IPAddress.Loopback, 7000);

    /// <summary>Host names and addresses under which nodes reach the coordinator; the first goes into tokens and run.json.</summary>
    public IReadOnlyList<string> Advertise { get; private set; } = ["127.0.0.1", "localhost"];

    /// <summary>Life of a node's certificate. Default 7 days, from 10 minutes to 90 days.</summary>
    public TimeSpan CertificateLifetime { get; private set; } = TimeSpan.FromDays(7);

    /// <summary>For how long after its end a certificate can still be renewed with its key. Default 30 days, from 0 to 365 days.</summary>
    public TimeSpan RenewalGrace { get; private set; } = TimeSpan.FromDays(30);

    /// <summary>For how long nodes may go on with a directory; it is signed anew at half of that. Default 7 days, from 1 hour to 30 days.</summary>
    public TimeSpan DirectoryLifetime { get; private set; } = TimeSpan.FromDays(7);

    /// <summary>How often an outstanding task of a job is sent again. Default 5 s, from 0.1 s to 1 hour.</summary>
    public TimeSpan JobResend { get; private set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a job may take before it fails. Default 1 day, from 1 s to 30 days.</summary>
    public TimeSpan JobDeadline { get; private set; } = TimeSpan.FromDays(1);

    /// <summary>How long the relay waits for a peer's answer. Default 20 s, from 0.1 s to 25 s.</summary>
    public TimeSpan RelayTimeout { get; private set; } = TimeSpan.FromSeconds(20);

    internal LogEventLevel LogLevel { get; private set; } = LogEventLevel.Information;

    /// <summary>Reads <c>coordinator.yaml</c>.</summary>
    /// <param name="directory">The coordinator's directory.</param>
    /// <exception cref="CoordinatorException">No such file, or every problem in it with its line.</exception>
    public static CoordinatorOptions Load(string directory)
    {
        var path = new CoordinatorPaths(directory).Options;
        try
        {
            return Parse(File.ReadAllText(path), path);
        }
        catch (IOException e)
        {
            throw new CoordinatorException($"{path} cannot be read; make a region there first with fedx coordinator init.", e);
        }
    }

    internal static CoordinatorOptions Parse(string yaml, string file)
    {
        var problems = new YamlProblems(file);
        if (YamlMapping.Load(yaml, "the coordinator's options", problems) is not { } root)
        {
            throw new CoordinatorException(problems.ToString());
        }

        var options = new CoordinatorOptions(root.RequiredText("region", "the region's name"));
        if (root.OptionalText("listen", "address:port") is { } listen)
        {
            if (IPEndPoint.TryParse(listen, out var endpoint) && listen.Contains(':', StringComparison.Ordinal))
            {
                options.Listen = endpoint;
            }
            else
            {
                root.Complain("listen", "listen: write an IP address and a port, such as 127.0.0.1:7000 or 0.0.0.0:7000.");
            }
        }

        if (root.Texts("advertise", "host names or addresses") is { Count: > 0 } advertise)
        {
            options.Advertise = advertise;
        }

        options.CertificateLifetime = Duration(root, "certificateLifetime", options.CertificateLifetime, TimeSpan.FromMinutes(10), TimeSpan.FromDays(90));
        options.RenewalGrace = Duration(root, "renewalGrace", options.RenewalGrace, TimeSpan.Zero, TimeSpan.FromDays(365));
        options.DirectoryLifetime = Duration(root, "directoryLifetime", options.DirectoryLifetime, TimeSpan.FromHours(1), TimeSpan.FromDays(30));
        if (root.Mapping("jobs", "resend and deadline") is { } jobs)
        {
            options.JobResend = Duration(jobs, "resend", options.JobResend, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
            options.JobDeadline = Duration(jobs, "deadline", options.JobDeadline, TimeSpan.FromSeconds(1), TimeSpan.FromDays(30));
            jobs.RefuseOthers();
        }

        if (root.Mapping("relay", "timeout") is { } relay)
        {
            options.RelayTimeout = Duration(relay, "timeout", options.RelayTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(25));
            relay.RefuseOthers();
        }

        if (root.Mapping("log", "level") is { } log)
        {
            ReadLevel(log, options);
            log.RefuseOthers();
        }

        root.RefuseOthers();
        return problems.Any ? throw new CoordinatorException(problems.ToString()) : options;
    }

    private static void ReadLevel(YamlMapping log, CoordinatorOptions options)
    {
        if (log.OptionalText("level", "debug, information, warning or error") is { } text)
        {
            if (Enum.TryParse<LogEventLevel>(text, ignoreCase: true, out var level) && Enum.IsDefined(level))
            {
                options.LogLevel = level;
            }
            else
            {
                log.Complain("level", "level: write debug, information, warning or error.");
            }
        }
    }

    private static TimeSpan Duration(YamlMapping mapping, string key, TimeSpan otherwise, TimeSpan least, TimeSpan most)
    {
        if (mapping.OptionalText(key, "a duration such as P7D") is not { } text)
        {
            return otherwise;
        }

        try
        {
            var duration = XmlConvert.ToTimeSpan(text);
            if (duration >= least && duration <= most)
            {
                return duration;
            }
        }
        catch (FormatException)
        {
            // Told below, together with the range.
        }

        mapping.Complain(key, $"{key}: write a duration from {XmlConvert.ToString(least)} to {XmlConvert.ToString(most)}, such as {XmlConvert.ToString(otherwise)}.");
        return otherwise;
    }
}
