using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using FedExchange.Crypto.Certificates;
using FedExchange.Crypto.PublicKey;
using FedExchange.Crypto.Randomness;
using FedExchange.Governance.Audit;
using FedExchange.Governance.Directory;
using FedExchange.Governance.Policy;
using FedExchange.Node;
using FedExchange.Node.Participations;
using FedExchange.Node.Peers;
using FedExchange.Registers;
using FedExchange.Wire.Session.V1;
using Google.Protobuf;
using Microsoft.Extensions.Logging;

namespace FedExchange.Federation.Tests.TestBed;

/// <summary>
/// One node with its real runtime objects (keys, directory store, gates, audit log, register, both roles of a verification) in a directory of its own,
/// on an in-memory network. Can be stopped and started again over the same directory.
/// </summary>
internal sealed class TestNode : IAsyncDisposable
{
    private readonly TestFederation _federation;
    private readonly ECDsa _authKey = NodeCertificate.CreateKey();
    private PairKeyStore? _pairKeyStore;
    private RecordStore? _registers;

    public TestNode(TestFederation federation, string id, IReadOnlyList<string> roles)
    {
        (_federation, Id, Roles) = (federation, id, roles);
        Random = new SeededRandomSource(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{federation.Seed}/{id}")));
        SealKey = SealKey.Create(Random);
        LogKey = LogKey.Create(Random);
        Paths = new NodePaths(Path.Combine(federation.Root, id));
        Directory.CreateDirectory(Paths.Root);
    }

    public string Id { get; }

    public IReadOnlyList<string> Roles { get; }

    public IRandomSource Random { get; }

    public NodePaths Paths { get; }

    public SigningKey SignKey { get; } = SigningKey.Create();

    public SealKey SealKey { get; }

    public LogKey LogKey { get; }

    public TestRegister Register { get; } = new();

    public TestLog Log { get; } = new();

    public NodePolicy? Policy { get; set; }

    public NodeHealth Health { get; } = new();

    public bool Suspended { get; set; }

    public string? Address { get; set; }

    /// <summary>What the directory lists instead of the node's own seal key.</summary>
    public byte[]? ListedSealKey { get; set; }

    public DirectoryStore Directories { get; private set; } = null!;

    public AuditLog Audit { get; private set; } = null!;

    public DefinitionApprovals Approvals { get; private set; } = null!;

    public PolicyGate Gate { get; private set; } = null!;

    public PeerSealer Sealer { get; private set; } = null!;

    public PeerExchange Exchange { get; private set; } = null!;

    public PairKeyRing PairKeys { get; private set; } = null!;

    public PairKeyAgreement Agreement { get; private set; } = null!;

    public PairKeyDemand Demand { get; private set; } = null!;

    public DefinitionCatalog Catalog { get; private set; } = null!;

    public VerificationRequester Requester { get; private set; } = null!;

    public IPeerRequestHandler Handler { get; private set; } = null!;

    /// <summary>A certificate for the node's auth key; peers look at nothing but its key and name.</summary>
    public X509Certificate2 Certificate() => SelfSigned(Id, _authKey);

    /// <summary>A certificate for any name and key.</summary>
    public static X509Certificate2 SelfSigned(string id, ECDsa key)
    {
        using var bare = new CertificateRequest($"CN={id}", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(80));
        return X509CertificateLoader.LoadPkcs12(bare.Export(X509ContentType.Pfx), null);
    }

    /// <summary>The node as the directory lists it.</summary>
    public Member Member => new(
        Id, new LocalizedText(Id, Id), Roles, Convert.ToHexStringLower(SHA256.HashData(_authKey.ExportSubjectPublicKeyInfo())),
        SignKey.PublicKey, ListedSealKey ?? SealKey.PublicKey, LogKey.PublicKey, Address, Suspended);

    /// <summary>Starts the node, or starts it again.</summary>
    public async Task StartAsync()
    {
        var time = _federation.Time;
        Directories = DirectoryStore.Open(Paths.DirectoryFile, TestFederation.Region, _federation.RegionKey.VerifyingKey);
        Audit = AuditLog.Open(new AuditLogOptions
        {
            Directory = Paths.Audit,
            LedgerPath = Paths.Ledger,
            Origin = $"{TestFederation.Region}/{Id}/audit",
            LogKey = LogKey,
            TimeProvider = time,
            Random = Random,
        });
        Approvals = DefinitionApprovals.Open(Paths.Approvals);
        var subjects = SubjectKeys.FromLogKey(LogKey);
        Gate = new PolicyGate(new PolicyGateOptions
        {
            NodeId = Id,
            Policy = () => Policy,
            Directory = () => Directories.IsFresh(time.GetUtcNow()) ? Directories.Current : null,
            Approvals = Approvals,
            Log = Audit,
            SubjectKeys = subjects,
            TimeProvider = time,
        });
        Register.Write(Paths.Root);
        _registers = await RecordStore.OpenAsync(
            [TestRegister.Options], Paths.Root, new ImportOptions { Directory = Path.Combine(Paths.Root, "imports"), TimeProvider = time }, CancellationToken.None);
        _pairKeyStore = PairKeyStore.Open(Paths.Database, SealKey, Random);
        PairKeys = new PairKeyRing(Id, _pairKeyStore, Random);
        Sealer = new PeerSealer(Id, SignKey, SealKey, Random);
        var frames = new TestFrames(_federation.Network.Join(Id, ReceiveAsync));
        Exchange = new PeerExchange(Sealer, Directories, frames, time, Log.CreateLogger<PeerExchange>());
        Agreement = new PairKeyAgreement(PairKeys, Exchange, time, Log.CreateLogger<PairKeyAgreement>());
        Catalog = new DefinitionCatalog(Directories);
        Demand = new PairKeyDemand(Id, Catalog, Directories);
        var limits = new VerificationLimits();
        var provider = new VerificationProvider(
            Id, Catalog, PairKeys, Gate, new ReleaseGate(Audit), Audit, _registers, new LocalPredicates(Id, _registers.Schemas, time), limits, NodePrf.FromLogKey(LogKey), time,
            Log.CreateLogger<VerificationProvider>());
        Requester = new VerificationRequester(
            Id, SignKey, NodePrf.FromLogKey(LogKey), Directories, Catalog, new ProviderPoll(Exchange, limits, time), Exchange, Audit, Health, limits, Random, time, Log.CreateLogger<VerificationRequester>());
        Handler = new PeerRequestHandler(
            Sealer,
            Directories,
            [new PairKeyOfferProtocol(PairKeys), new PairKeyAnswerProtocol(PairKeys), new PairKeyCheckProtocol(Agreement, Demand), provider],
            Health,
            time,
            Log.CreateLogger<PeerRequestHandler>());
    }

    /// <summary>Takes the node off the network and closes its files, as a clean stop does.</summary>
    public async Task StopAsync()
    {
        _federation.Network.Leave(Id);
        await Audit.DisposeAsync();
        _pairKeyStore?.Dispose();
        PairKeys.Dispose();
        if (_registers is not null)
        {
            await _registers.DisposeAsync();
        }
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _authKey.Dispose();
        SignKey.Dispose();
        SealKey.Dispose();
        LogKey.Dispose();
    }

    private async Task<ReadOnlyMemory<byte>> ReceiveAsync(string from, ReadOnlyMemory<byte> request, CancellationToken cancellationToken) =>
        (await Handler.HandleAsync(SealedFrame.Parser.ParseFrom(request.Span), cancellationToken)).ToByteArray();
}
