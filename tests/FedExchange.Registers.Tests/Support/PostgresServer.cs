using System.Diagnostics;
using System.Globalization;

namespace FedExchange.Registers.Tests.Support;

/// <summary>
/// A PostgreSQL cluster of a test run's own, in a private directory and on a private Unix socket; no TCP port.
/// As root it runs under the user postgres or nobody, because the server refuses root. Where no server binary is
/// found, <see cref="WhyMissing"/> says so and tests skip.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    public const string Password = "correct horse";

    private readonly string directory;
    private readonly string? account;
    private readonly string binaries;
    private bool running;

    private PostgresServer(string directory, string? account, string binaries)
    {
        this.directory = directory;
        this.account = account;
        this.binaries = binaries;
    }

    /// <summary>Why there is no server here, or null when there is one.</summary>
    public static string? WhyMissing { get; } = FindBinaries() is null
        ? "No PostgreSQL server binary (initdb, postgres) was found; install the package postgresql to run this test."
        : null;

    /// <summary>Directory of the socket, for Host=.</summary>
    public string Host => directory;

    /// <summary>Connects the superuser; the server wants <see cref="Password"/>.</summary>
    public string ConnectionString => $"Host={directory};Database=postgres;Username=owner;Password={Password}";

    /// <summary>The same without a password.</summary>
    public string ConnectionStringWithoutPassword => $"Host={directory};Database=postgres;Username=owner";

    /// <summary>Creates a cluster and waits until it accepts connections.</summary>
    public static async Task<PostgresServer> StartAsync(CancellationToken cancellationToken)
    {
        var binaries = FindBinaries() ?? throw new InvalidOperationException(WhyMissing);
        // Short, because a socket's path may have about 100 characters only.
        var directory = Directory.CreateTempSubdirectory("fedx-pg-").FullName;
        var account = Environment.UserName == "root" ? await FindAccountAsync(cancellationToken) : null;
        var server = new PostgresServer(directory, account, binaries);
        try
        {
            await server.InitialiseAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (running)
            await RunAsync("pg_ctl", ["-s", "-D", DataDirectory, "-m", "immediate", "-w", "stop"], CancellationToken.None);
        running = false;
        Directory.Delete(directory, recursive: true);
    }

    /// <summary>Stops the server as a crash would.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await RunAsync("pg_ctl", ["-s", "-D", DataDirectory, "-m", "immediate", "-w", "stop"], cancellationToken);
        running = false;
    }

    private string DataDirectory => Path.Combine(directory, "data");

    private async Task InitialiseAsync(CancellationToken cancellationToken)
    {
        var passwordFile = Path.Combine(directory, "password");
        await File.WriteAllTextAsync(passwordFile, Password, cancellationToken);
        if (account is not null)
            await ExecuteAsync("chown", ["-R", account, directory], cancellationToken);
        await RunAsync("initdb", ["-D", DataDirectory, "-U", "owner", "-A", "scram-sha-256", "--pwfile", passwordFile, "-E", "UTF8", "--locale", "C", "--no-sync"], cancellationToken);
        var settings = string.Create(CultureInfo.InvariantCulture, $"-c listen_addresses= -c unix_socket_directories={directory} -c fsync=off -c max_connections=50");
        await RunAsync("pg_ctl", ["-s", "-D", DataDirectory, "-l", Path.Combine(directory, "log"), "-o", settings, "-w", "-t", "60", "start"], cancellationToken);
        running = true;
    }

    private Task RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        string[] command = [Path.Combine(binaries, program), .. arguments];
        return account is null
            ? ExecuteAsync(command[0], command[1..], cancellationToken)
            : ExecuteAsync("setpriv", [$"--reuid={account}", "--clear-groups", .. command], cancellationToken);
    }

    private static async Task<string> FindAccountAsync(CancellationToken cancellationToken)
    {
        var accounts = await File.ReadAllLinesAsync("/etc/passwd", cancellationToken);
        return accounts.Any(line => line.StartsWith("postgres:", StringComparison.Ordinal)) ? "postgres" : "nobody";
    }

    private static async Task ExecuteAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        // The server that pg_ctl leaves behind would keep a pipe open, so only initdb, which ends, is read and not shown.
        var isQuiet = arguments.Concat([program]).Any(word => word.EndsWith("initdb", StringComparison.Ordinal));
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = "/", RedirectStandardOutput = isQuiet };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        if (isQuiet)
            await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
    }

    private static string? FindBinaries()
    {
        var installed = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderByDescending(path => path, StringComparer.Ordinal).Select(path => Path.Combine(path, "bin"))
            : [];
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return installed.Concat(onPath).FirstOrDefault(path => File.Exists(Path.Combine(path, "initdb")) && File.Exists(Path.Combine(path, "postgres")) && File.Exists(Path.Combine(path, "pg_ctl")));
    }
}
