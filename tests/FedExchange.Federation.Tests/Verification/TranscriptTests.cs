using System.Text;
using FedExchange.Federation.Tests.TestBed;
using FedExchange.Governance;
using FedExchange.Node.Participations;
using FedExchange.Wire.Session.V1;

namespace FedExchange.Federation.Tests.Verification;

/// <summary>
/// Captures every byte that leaves every node over a thousand verifications, and looks for anything that says whom they were about or
/// how they ended: identifiers, names, recurring bytes, lengths, fields.
/// </summary>
public sealed class TranscriptTests
{
    private const int People = 60;
    private const int Rounds = 17;
    private const int Window = 8;

    [Fact]
    public async Task Nothing_that_leaves_a_node_says_whom_a_question_is_about_or_how_it_ended()
    {
        // 60 people in three groups: all true, one false, known to nobody; names of different lengths; asked several times, some refused.
        var people = Enumerable.Range(0, People).Select(n => TestSubject.Number(n) with { Name = string.Concat(Enumerable.Repeat("名", 2 + n % 7)) + n }).ToArray();
        await using var federation = await TestFederation.StartAsync(4, built =>
        {
            foreach (var person in people.Where((_, n) => n % 3 != 2))
            {
                foreach (var provider in built.Providers)
                {
                    provider.Register.Add(person, provider.Id != "p2" || Array.IndexOf(people, person) % 3 == 0);
                }
            }
        });

        for (var round = 0; round < Rounds; round++)
        {
            var outcomes = await Task.WhenAll(people.Select(person => Task.Run(() => federation.AskAsync(person))));
            for (var n = 0; n < People; n++)
            {
                var expected = (n % 3) switch { 0 => Ternary.True, 1 => Ternary.False, _ => Ternary.Undetermined };
                Assert.Equal(expected, Assert.IsType<VerificationOutcome.Answered>(outcomes[n]).Result);
            }
        }

        Assert.All(
            await Task.WhenAll(people.Take(9).Select(person => federation.AskAsync(person, "not a consent"))),
            outcome => Assert.IsType<VerificationOutcome.Failed>(outcome));
        var all = federation.Wiretap.All;
        Assert.Equal((Rounds * People + 9) * 4 * 2, all.Count);

        // 1. Lengths and fields: one for all requests, one for all responses, whoever was asked about and whatever came of it.
        Assert.Single(all.Where(passed => passed.IsRequest).Select(passed => Shape(SealedFrame.Parser.ParseFrom(passed.Bytes))).Distinct());
        Assert.Single(all.Where(passed => !passed.IsRequest).Select(passed => passed.Bytes.Length).Distinct());
        Assert.All(all.Where(passed => !passed.IsRequest), passed =>
            Assert.Equal(ExchangeResponse.OutcomeOneofCase.SealedReply, ExchangeResponse.Parser.ParseFrom(passed.Bytes).OutcomeCase));

        // 2. No identifier, no name, in any common writing.
        var traffic = all.Select(passed => passed.Bytes).ToArray();
        foreach (var person in people)
        {
            foreach (var needle in Writings(person.Id).Concat(Writings(person.Name)))
            {
                Assert.DoesNotContain(traffic, bytes => bytes.AsSpan().IndexOf(needle) >= 0);
            }
        }

        // 3. No stable pseudonym: beyond the node ids no eight bytes ever come twice.
        var windows = new List<ulong>();
        foreach (var sealedBytes in all.SelectMany(Sealed))
        {
            for (var i = 0; i + Window <= sealedBytes.Length; i++)
            {
                windows.Add(BitConverter.ToUInt64(sealedBytes.Span[i..]));
            }
        }

        windows.Sort();
        for (var i = 1; i < windows.Count; i++)
        {
            if (windows[i] == windows[i - 1])
            {
                Assert.Fail("The same eight bytes left a node twice.");
            }
        }

        // 4. What a node keeps for its officers names nobody either.
        foreach (var node in federation.Nodes.Values)
        {
            var log = await ReadSharedAsync(Path.Combine(node.Paths.Audit, "entries.log"));
            foreach (var person in people)
            {
                Assert.True(log.AsSpan().IndexOf(Encoding.UTF8.GetBytes(person.Id)) < 0, "An identifier stands in the audit log.");
                Assert.DoesNotContain(node.Log.Lines, line => line.Text.Contains(person.Id, StringComparison.Ordinal) || line.Text.Contains(person.Name, StringComparison.Ordinal));
            }
        }
    }

    private static string Shape(SealedFrame frame) => $"{frame.From} {frame.EncapsulatedKey.Length} {frame.Ciphertext.Length} {frame.CalculateSize()}";

    private static IEnumerable<ReadOnlyMemory<byte>> Sealed(Wiretap.Passed passed)
    {
        if (passed.IsRequest)
        {
            var frame = SealedFrame.Parser.ParseFrom(passed.Bytes);
            return [frame.EncapsulatedKey.Memory, frame.Ciphertext.Memory];
        }

        return [ExchangeResponse.Parser.ParseFrom(passed.Bytes).SealedReply.Memory];
    }

    private static IEnumerable<byte[]> Writings(string text)
    {
        var utf8 = Encoding.UTF8.GetBytes(text);
        yield return utf8;
        yield return Encoding.Unicode.GetBytes(text);
        yield return Encoding.UTF8.GetBytes(Convert.ToHexString(utf8));
        yield return Encoding.UTF8.GetBytes(Convert.ToHexStringLower(utf8));
        yield return Encoding.UTF8.GetBytes(Convert.ToBase64String(utf8).TrimEnd('='));
        yield return System.Security.Cryptography.SHA256.HashData(utf8);
    }

    private static async Task<byte[]> ReadSharedAsync(string path)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var bytes = new MemoryStream();
        await file.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
