using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FedExchange.Crypto.Certificates;
using FedExchange.Crypto.PublicKey;

namespace FedExchange.Coordinator;

/// <summary>The region's keys: CA, directory key, and a TLS certificate that is issued at each start and again well before it ends.</summary>
internal sealed class CoordinatorIdentity : IDisposable
{
    private static readonly TimeSpan s_serverLifetime = TimeSpan.FromDays(90);

    private readonly Lock _gate = new();
    private readonly CoordinatorOptions _options;
    private readonly TimeProvider _time;
    private readonly ECDsa _serverKey = NodeCertificate.CreateKey();
    private X509Certificate2 _server;
    private DateTimeOffset _renewAt;

    private CoordinatorIdentity(RegionAuthority authority, SigningKey directoryKey, CoordinatorOptions options, TimeProvider time)
    {
        Authority = authority;
        DirectoryKey = directoryKey;
        _options = options;
        _time = time;
        _server = IssueServer();
    }

    public RegionAuthority Authority { get; }

    public SigningKey DirectoryKey { get; }

    /// <summary>The TLS certificate to show now.</summary>
    public X509Certificate2 Server
    {
        get
        {
            lock (_gate)
            {
                if (_time.GetUtcNow() >= _renewAt)
                {
                    _server = IssueServer(); // the old one may still be in use by a handshake: left to the collector
                }

                return _server;
            }
        }
    }

    public static CoordinatorIdentity Load(CoordinatorPaths paths, CoordinatorOptions options, TimeProvider time)
    {
        try
        {
            var authority = RegionAuthority.FromPem(File.ReadAllText(paths.AuthorityCertificate), File.ReadAllText(paths.AuthorityKey));
            var key = SigningKey.FromPkcs8(FromPem(File.ReadAllText(paths.DirectoryKey)));
            return new CoordinatorIdentity(authority, key, options, time);
        }
        catch (Exception e) when (e is IOException or CryptographicException or ArgumentException or UnauthorizedAccessException)
        {
            throw new CoordinatorException(
                $"The keys in {paths.Directory} cannot be read ({e.Message}) Restore ca.pem, ca.key and directory.key from a backup, or make a new region with fedx coordinator init.", e);
        }
    }

    public void Dispose()
    {
        _server.Dispose();
        _serverKey.Dispose();
        DirectoryKey.Dispose();
        (Authority as IDisposable)?.Dispose();
    }

    private static byte[] FromPem(string pem)
    {
        var fields = PemEncoding.Find(pem);
        return Convert.FromBase64String(pem[fields.Base64Data]);
    }

    private X509Certificate2 IssueServer()
    {
        _renewAt = _time.GetUtcNow() + (s_serverLifetime * 2 / 3);
        return Authority.IssueServer(_serverKey, "coordinator", _options.Advertise, s_serverLifetime, _time);
    }
}
