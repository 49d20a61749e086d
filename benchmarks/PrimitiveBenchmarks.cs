using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using FedExchange.Crypto;
using FedExchange.Crypto.PublicKey;
using FedExchange.Crypto.Randomness;
using FedExchange.Protocols.Facts;
using FedExchange.Protocols.SecretSharing;

namespace FedExchange.Benchmarks;

/// <summary>What one verification is made of, one operation each.</summary>
public class PrimitiveBenchmarks : IDisposable
{
    private static readonly string[] Providers = ["household", "marriage", "property", "social-security"];
    private readonly byte[] _message = new byte[1024];
    private readonly SigningKey _signingKey = SigningKey.Create();
    private readonly SealKey _sealKey = SealKey.Create(SystemRandomSource.Instance);
    private readonly LogKey _logKey = LogKey.Create(SystemRandomSource.Instance);
    private readonly Dictionary<string, PairKey> _pairKeys = [];
    private byte[] _signature = [];
    private byte[] _binding = [];
    private SealedRequest? _sealed;

    /// <summary>Prepares keys and one message of each kind.</summary>
    [GlobalSetup]
    public void Setup()
    {
        SystemRandomSource.Instance.Fill(_message);
        _signature = _signingKey.Sign(_message);
        _sealed = SealedExchange.SealRequest(_sealKey.PublicKey, DomainSeparation.PeerSealing, "a\0b"u8, _message, SystemRandomSource.Instance);
        _binding = MaskedConjunction.Binding(new byte[32], new byte[32], "one-stop", "housing", "11010519491231002X", "", new byte[32], Providers);
        byte[] half = RandomNumberGenerator.GetBytes(PairKey.Length);
        foreach (string peer in Providers.Skip(1))
        {
            _pairKeys[peer] = PairKey.Derive(new byte[PairKey.IdLength], Providers[0], half, peer, half);
        }
    }

    /// <summary>ES256 signature over 1 KiB.</summary>
    [Benchmark]
    public byte[] Es256Sign() => _signingKey.Sign(_message);

    /// <summary>ES256 verification over 1 KiB.</summary>
    [Benchmark]
    public bool Es256Verify() => _signingKey.VerifyingKey.Verify(_message, _signature);

    /// <summary>Ed25519 signature, as on a log checkpoint.</summary>
    [Benchmark]
    public byte[] Ed25519Sign() => _logKey.Sign(_message);

    /// <summary>Sealing 1 KiB to a peer: X25519 + ML-KEM-768 encapsulation and AES-256-GCM.</summary>
    [Benchmark]
    public SealedRequest SealRequest() =>
        SealedExchange.SealRequest(_sealKey.PublicKey, DomainSeparation.PeerSealing, "a\0b"u8, _message, SystemRandomSource.Instance);

    /// <summary>Opening a sealed request.</summary>
    [Benchmark]
    public OpenedRequest OpenRequest() =>
        SealedExchange.OpenRequest(_sealKey, _sealed!.EncapsulatedKey, DomainSeparation.PeerSealing, "a\0b"u8, _sealed.Ciphertext);

    /// <summary>The hash that all parties agree on.</summary>
    [Benchmark]
    public byte[] ConjunctionBinding() =>
        MaskedConjunction.Binding(_signature.AsSpan(0, 32), new byte[32], "one-stop", "housing", "11010519491231002X", "", new byte[32], Providers);

    /// <summary>One provider's masked share among four providers.</summary>
    [Benchmark]
    public MaskedShare ConjunctionContribute() =>
        MaskedConjunction.Contribute(true, false, Providers[0], Providers, _pairKeys, _binding, SystemRandomSource.Instance);

    /// <summary>Runs all of them within this process and reads the medians.</summary>
    internal static IReadOnlyList<BenchmarkResult> Run()
    {
        IConfig config = ManualConfig.CreateEmpty()
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddColumnProvider(BenchmarkDotNet.Columns.DefaultColumnProviders.Instance)
            .AddLogger(new TextLogger(Console.Error))
            .WithOptions(ConfigOptions.DisableLogFile);
        Summary summary = BenchmarkRunner.Run<PrimitiveBenchmarks>(config);
        return [.. summary.Reports.Select(report => new BenchmarkResult(
            $"primitive.{report.BenchmarkCase.Descriptor.WorkloadMethod.Name}",
            Math.Round((report.ResultStatistics?.Median ?? double.NaN) / 1000, 3),
            "us",
            "median, one core"))];
    }

    /// <summary>Clears the keys.</summary>
    public void Dispose()
    {
        _signingKey.Dispose();
        _sealKey.Dispose();
        _logKey.Dispose();
        foreach (PairKey key in _pairKeys.Values)
        {
            key.Dispose();
        }

        GC.SuppressFinalize(this);
    }
}
