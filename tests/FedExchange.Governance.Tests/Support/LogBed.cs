using System.Security.Cryptography;
using FedExchange.Crypto.PublicKey;
using FedExchange.Crypto.Randomness;
using FedExchange.Governance.Audit;
using Microsoft.Extensions.Time.Testing;

namespace FedExchange.Governance.Tests.Support;

/// <summary>A log in a temporary folder, with a clock and randomness of its own; can be closed, copied, spoiled and opened again.</summary>
internal sealed class LogBed : IDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 3, 1, 9, 30, 0, TimeSpan.Zero);

    public LogBed(ulong seed = 1)
    {
        Random = new SeededRandomSource(seed);
        Key = LogKey.Create(Random);
    }

    public TemporaryFolder Folder { get; } = new();

    public FakeTimeProvider Clock { get; } = new(Start);

    public SeededRandomSource Random { get; }

    public LogKey Key { get; }

    public string Directory => Folder["audit"];

    public string Entries => Path.Combine(Directory, "entries.log");

    public string Head => Path.Combine(Directory, "checkpoint");

    public string Ledger => Folder["ledger.db"];

    public AuditLog Open(string? directory = null, string? ledger = null, string origin = "test-region/node-a/audit") => AuditLog.Open(new AuditLogOptions
    {
        Directory = directory ?? Directory,
        LedgerPath = ledger ?? Ledger,
        Origin = origin,
        LogKey = Key,
        TimeProvider = Clock,
        Random = Random,
    });

    public AuditVerification Verify(params Crypto.Merkle.SignedCheckpoint[] external) => VerifyAt(Directory, external);

    public AuditVerification VerifyAt(string directory, params Crypto.Merkle.SignedCheckpoint[] external) =>
        AuditVerifier.Verify(directory, Key.PublicKey, external);

    public byte[] Bytes32()
    {
        var bytes = new byte[32];
        Random.Fill(bytes);
        return bytes;
    }

    public static byte[] Sha(string text) => SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text));

    public void Dispose()
    {
        Key.Dispose();
        Folder.Dispose();
    }
}
