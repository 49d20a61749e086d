using System.Security.Cryptography;
using FedExchange.Crypto.Certificates;
using FedExchange.Crypto.PublicKey;

namespace FedExchange.Coordinator;

/// <summary>Makes a new region: the coordinator's directory with its keys and options.</summary>
public static class CoordinatorSetup
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly TimeSpan s_authorityLifetime = TimeSpan.FromDays(3650);

    /// <summary>Writes CA, directory key, operator certificate and <c>coordinator.yaml</c> into a directory that holds no region yet.</summary>
    /// <param name="directory">The directory; made if missing.</param>
    /// <param name="region">Name of the region, 1 to 64 characters.</param>
    /// <param name="listen">Address and port to listen on; port 0 takes a free one.</param>
    /// <param name="advertise">Host names and addresses under which nodes reach it; null takes 127.0.0.1 and localhost.</param>
    /// <param name="time">Tells the time; null takes the system's.</param>
    /// <exception cref="CoordinatorException">A region is there already, an argument is not usable, or the directory cannot be written.</exception>
    public static void Init(
        string directory, string region, string listen = "127.0.0.1:7000", IReadOnlyList<string>? advertise = null, TimeProvider? time = null)
    {
        var clock = time ?? TimeProvider.System;
        var paths = new CoordinatorPaths(directory);
        if (File.Exists(paths.AuthorityKey) || File.Exists(paths.Options))
        {
            throw new CoordinatorException($"{paths.Directory} holds a region already; take another directory, or run this one with fedx coordinator run.");
        }

        var yaml = Yaml(region, listen, advertise ?? ["127.0.0.1", "localhost"]);
        CoordinatorOptions.Parse(yaml, paths.Options);
        try
        {
            System.IO.Directory.CreateDirectory(paths.Directory);
            using var authority = RegionAuthority.Create(region, clock, s_authorityLifetime);
            using var directoryKey = SigningKey.Create();
            using var operatorKey = NodeCertificate.CreateKey();
            using var operatorCertificate = authority.IssueOperator(operatorKey, "operator", s_authorityLifetime, clock);
            WriteSecret(paths.AuthorityKey, authority.ExportPrivateKeyPem());
            WriteSecret(paths.DirectoryKey, PemEncoding.WriteString("PRIVATE KEY", directoryKey.ExportPkcs8()));
            WriteSecret(paths.OperatorKey, operatorKey.ExportPkcs8PrivateKeyPem());
            File.WriteAllText(paths.OperatorCertificate, operatorCertificate.ExportCertificatePem() + "\n");
            File.WriteAllText(paths.AuthorityCertificate, authority.ExportCertificatePem() + "\n");
            File.WriteAllText(paths.Options, yaml);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CoordinatorException($"{paths.Directory} cannot be written: {e.Message}", e);
        }
        catch (ArgumentException e)
        {
            throw new CoordinatorException($"The region's name cannot be used: {e.Message}", e);
        }
    }

    private static string Yaml(string region, string listen, IReadOnlyList<string> advertise) => $"""
        # Options of this coordinator. Durations are ISO 8601, such as P7D or PT20S.
        region: {Quote(region)}
        listen: {Quote(listen)}
        # Host names and addresses under which nodes reach this coordinator; the first one goes into enrolment tokens.
        advertise: [{string.Join(", ", advertise.Select(Quote))}]
        # Certificates of nodes are short-lived and renew themselves.
        certificateLifetime: P7D
        log: {"{"}level: information{"}"}

        """;

    private static string Quote(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static void WriteSecret(string path, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var writer = new StreamWriter(path, options);
        writer.Write(text);
        if (!text.EndsWith('\n'))
        {
            writer.Write('\n');
        }
    }
}
