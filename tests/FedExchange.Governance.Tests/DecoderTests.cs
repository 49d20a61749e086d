using System.Text;
using CsCheck;
using FedExchange.Governance.Audit;
using FedExchange.Governance.Consent;
using FedExchange.Governance.Definitions;
using FedExchange.Governance.Directory;
using FedExchange.Governance.Policy;
using FedExchange.Governance.Receipts;
using FedExchange.Governance.Tests.Support;

namespace FedExchange.Governance.Tests;

/// <summary>Whatever bytes come in, a decoder gives a value or its one way of saying no.</summary>
public sealed class DecoderTests : IDisposable
{
    private readonly Region _region = new();

    public void Dispose() => _region.Dispose();

    [Fact]
    public void Random_and_mutated_bytes_never_crash_a_decoder()
    {
        byte[][] seeds =
        [
            Encoding.UTF8.GetBytes(Region.FirstHome),
            Encoding.UTF8.GetBytes(GateBed.Generous),
            _region.Directory.ToJson(),
            _region.Claims().ToJson(),
            Encoding.UTF8.GetBytes(_region.Consent()),
            """{"kind":"note","time":"2026-03-01T09:30:00.000Z","a":"b"}"""u8.ToArray(),
            """{"payload":"e30","signatures":[{"protected":"e30","signature":"AAAA"}]}"""u8.ToArray(),
        ];
        var mutated =
            from which in Gen.Int[0, seeds.Length - 1]
            let seed = seeds[which]
            from cut in Gen.Int[0, seed.Length]
            from at in Gen.Int[0, seed.Length - 1]
            from value in Gen.Byte
            from drop in Gen.Int[0, 3]
            select Mutate(seed, cut, at, value, drop);
        Gen.OneOf(Gen.Byte.Array[0, 200], mutated).Sample(DecodeAll, iter: 2000, threads: 1);
    }

    private void DecodeAll(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes);
        Allow<DefinitionException>(() => VerificationDefinition.Parse(bytes, "x"));
        Allow<PolicyException>(() => NodePolicy.Parse(bytes, "x"));
        Allow<DirectoryException>(() => MemberDirectory.FromJson(bytes));
        Allow<DirectoryException>(() => SignedDirectory.Open(text, _region.Key.VerifyingKey));
        Allow<FormatException>(() => ReceiptClaims.FromJson(bytes));
        _ = ConsentClaims.TryParse(bytes, out _);
        _ = AuditEntry.TryParse(0, bytes, out _);
        ConsentToken.Check(text, _region.Directory, "one-stop", _region.Definition.HashHex, Region.Purpose, Region.Subject, LogBed.Start);
        Assert.False(VerificationReceipt.Verify(text, _region.Directory).IsValid);
    }

    private static byte[] Mutate(byte[] seed, int cut, int at, byte value, int drop)
    {
        var bytes = seed.ToArray();
        bytes[at] = value;
        return drop == 0 ? bytes[..cut] : drop == 1 ? [.. bytes[..at], .. bytes[Math.Min(at + 3, bytes.Length)..]] : bytes;
    }

    private static void Allow<T>(Action action)
        where T : Exception
    {
        try
        {
            action();
        }
        catch (T)
        {
            // The decoder's own way of saying no.
        }
    }
}
