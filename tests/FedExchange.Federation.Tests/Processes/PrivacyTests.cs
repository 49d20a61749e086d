using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using FedExchange.Federation.Tests.TestBed;

namespace FedExchange.Federation.Tests.Processes;

[Collection(nameof(ProcessCity))]
public sealed class PrivacyTests(ProcessCity city)
{
    [Fact]
    public async Task After_two_hundred_verifications_no_file_of_any_process_names_a_subject_or_tells_an_attribute()
    {
        // 1. Answers by both ways, and refusals.
        await city.AllRunAsync();
        var round = Guid.NewGuid().ToString("N");
        for (var person = 0; person < 100; person += 10)
        {
            await Task.WhenAll(Enumerable.Range(person, 10).SelectMany(each => new[] { TestCity.Home, TestCity.Pension }.Select(definition => city.AnswerAsync(city.Question(definition, each, key: $"{definition} {each} {round}")))));
            await city.FailsAsync(city.Question(TestCity.Home, person, consent: city.Consent(TestCity.Home, person + 1)));
        }

        // 2. Whatever lies on the disk or was written on standard output and error.
        var words = Words();
        foreach (var name in ProcessCity.Names.Append("portal"))
        {
            var folder = city.Session.Folder.Of(name);
            foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Where(file => !IsOwnRegister(folder, file)))
            {
                Assert.True(Find(Read(file), words) is not { } found, $"{file} holds {Find(Read(file), words)}");
            }
        }

        Assert.All(ProcessCity.Names, name => Assert.Null(Find(Encoding.UTF8.GetBytes(city.Session.LastWords(name)), words)));

        // 3. The search does find what is there: a department's own register is.
        var register = Directory.EnumerateFiles(Path.Combine(city.Session.Folder.Of("household"), "registers"), "*", SearchOption.AllDirectories);
        Assert.Contains(register, file => Find(Read(file), words) is not null);
    }

    private static bool IsOwnRegister(string folder, string file) => file.StartsWith(Path.Combine(folder, "registers") + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static byte[] Read(string path)
    {
        if (new FileInfo(path).Length == 0)
        {
            return []; // a lock file, which cannot be opened while its process runs
        }

        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }

    // Each subject's identifier (also with 15 digits, as UTF-16, and as a plain hash), name (also as JSON escapes it) and rows; by their first eight bytes.
    private static ILookup<ulong, (byte[] Bytes, string What)> Words()
    {
        var words = new List<(byte[] Bytes, string What)>();
        for (var person = 0; person < 120; person++)
        {
            var (id, name) = TestSubject.Number(person);
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(id));
            string[] texts =
            [
                id, id[..6] + id[8..17], name, string.Concat(name.Select(letter => letter < 128 ? letter.ToString() : $"\\u{(int)letter:x4}")),
                Convert.ToHexStringLower(hash), Convert.ToBase64String(hash), Convert.ToBase64String(hash).Replace('+', '-').Replace('/', '_').TrimEnd('='),
                .. TestCity.Providers.Select(provider => TestCity.Private(provider, person)),
            ];
            words.AddRange(texts.Select(text => (Encoding.UTF8.GetBytes(text), $"\"{text}\" of person {person}")));
            words.Add((hash, $"the plain hash of person {person}"));
            words.Add((Encoding.Unicode.GetBytes(id), $"the identifier of person {person} as UTF-16"));
        }

        return words.ToLookup(word => BinaryPrimitives.ReadUInt64LittleEndian(word.Bytes));
    }

    private static string? Find(byte[] content, ILookup<ulong, (byte[] Bytes, string What)> words)
    {
        for (var at = 0; at + 8 <= content.Length; at++)
        {
            var rest = content.AsSpan(at);
            foreach (var (bytes, what) in words[BinaryPrimitives.ReadUInt64LittleEndian(rest)])
            {
                if (rest.StartsWith(bytes))
                {
                    return what;
                }
            }
        }

        return null;
    }
}
