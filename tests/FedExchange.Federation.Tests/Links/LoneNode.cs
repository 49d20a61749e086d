using System.Security.Cryptography;
using FedExchange.Crypto.Certificates;
using FedExchange.Crypto.PublicKey;
using FedExchange.Governance.Directory;
using FedExchange.Node;
using FedExchange.Node.Identity;
using FedExchange.Node.Links;
using Microsoft.Extensions.DependencyInjection;

namespace FedExchange.Federation.Tests.Links;

/// <summary>A node that has joined a region of which the test holds the keys; its coordinator is a fake, or nobody.</summary>
internal sealed class LoneNode : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public LoneNode(TimeSpan? certificateLifetime = null)
    {
        Paths = new NodePaths(_folder["node"]);
        NodeSetup.Init(Paths.Root, "alone");
        using var keys = NodeKeys.Load(Paths);
        var certificate = Authority.IssueNode("alone", NodeCertificate.CreateRequest(keys.Auth, "alone"), certificateLifetime ?? TimeSpan.FromDays(7), TimeProvider.System);
        Self = new Member(
            "alone", new LocalizedText("Alone", "独"), ["provider", "requester"], NodeCertificate.KeyFingerprint(certificate),
            keys.Sign.PublicKey, keys.Seal.PublicKey, keys.Log.PublicKey, null, false);
        PrivateFile.WritePublic(Paths.RegionAuthority, Authority.Certificate.ExportCertificatePem());
        PrivateFile.WritePublic(Paths.DirectoryKey, PemEncoding.WriteString("PUBLIC KEY", DirectoryKey.PublicKey));
        PrivateFile.WritePublic(Paths.AuthCertificate, certificate.ExportCertificatePem());
        File.WriteAllText(Paths.DirectoryFile, SignDirectory(1));
        NodeSetup.SetCoordinator(Paths, "127.0.0.1:9");
    }

    public NodePaths Paths { get; }

    public Member Self { get; }

    public RegionAuthority Authority { get; } = RegionAuthority.Create("lonely", TimeProvider.System, TimeSpan.FromDays(30));

    public SigningKey DirectoryKey { get; } = SigningKey.Create();

    /// <summary>A directory with this node only; <paramref name="days"/> tells two of one version apart.</summary>
    public string SignDirectory(long version, int days = 7)
    {
        var now = TimeProvider.System.GetUtcNow();
        return SignedDirectory.Sign(new MemberDirectory("lonely", version, now, now.AddDays(days), [Self], []), DirectoryKey).Jws;
    }

    public Task<RunningNode> StartAsync(CoordinatorDial? dial = null, LinkTimings? timings = null, Action<IServiceCollection>? configure = null) =>
        RunningNode.StartAsync(
            Paths.Root,
            new NodeHostSettings
            {
                Link = timings ?? TestRegion.Impatient,
                LogToConsole = false,
                Configure = services =>
                {
                    if (dial is not null)
                    {
                        services.AddSingleton(dial);
                    }

                    configure?.Invoke(services);
                },
            },
            TestContext.Current.CancellationToken);

    public void Dispose()
    {
        Authority.Dispose();
        DirectoryKey.Dispose();
        _folder.Dispose();
    }
}
