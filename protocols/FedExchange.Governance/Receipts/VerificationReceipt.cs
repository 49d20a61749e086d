using System.Buffers;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using FedExchange.Crypto.Jose;
using FedExchange.Crypto.Merkle;
using FedExchange.Crypto.PublicKey;
using FedExchange.Governance.Audit;
using FedExchange.Governance.Directory;

namespace FedExchange.Governance.Receipts;

/// <summary>
/// A verification's receipt: JWS in JSON general serialisation (RFC 7515, section 7.2.1), ES256. Its payload holds the claims and, under
/// <c>log</c>, the proof that the answer stands in the requester's audit log. Checked offline, with the member directory alone.
/// </summary>
public static class VerificationReceipt
{
    /// <summary>The JWS header's typ.</summary>
    public const string Type = "fedx-receipt";

    private const int MaxLength = 1 << 20;
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Issues a receipt. The entry must be the one written by <see cref="AuditDraft.Answered"/> for the same claims.</summary>
    /// <param name="claims">What is stated.</param>
    /// <param name="inclusion">Proof of the answer's entry, from <see cref="AuditLog.Prove"/>.</param>
    /// <param name="key">The issuer's sign key.</param>
    /// <param name="keyId">The issuer's node id.</param>
    public static string Issue(ReceiptClaims claims, LogInclusion inclusion, SigningKey key, string keyId)
    {
        ArgumentNullException.ThrowIfNull(claims);
        ArgumentNullException.ThrowIfNull(inclusion);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            claims.WriteMembers(json);
            json.WriteStartObject("log");
            json.WriteString("origin", inclusion.Origin);
            json.WriteNumber("index", inclusion.Index);
            json.WriteNumber("size", inclusion.Checkpoint.Size);
            json.WriteString("root", Base64Url.EncodeToString(inclusion.Checkpoint.Root));
            json.WriteStartArray("proof");
            foreach (var hash in inclusion.Proof)
            {
                json.WriteStringValue(Base64Url.EncodeToString(hash));
            }

            json.WriteEndArray();
            json.WriteString("entry", Base64Url.EncodeToString(inclusion.Entry));
            json.WriteString("salt", Base64Url.EncodeToString(inclusion.Salt));
            json.WriteString("checkpoint", inclusion.Checkpoint.Note);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Jws.SignGeneral(buffer.WrittenSpan, [(key, keyId)], Type);
    }

    /// <summary>Checks a receipt.</summary>
    /// <param name="json">The receipt.</param>
    /// <param name="directory">Where the issuer's keys come from; any directory in which the issuer has them.</param>
    public static ReceiptVerification Verify(string json, MemberDirectory directory)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(directory);
        if (json.Length > MaxLength || !Jws.TryReadGeneralUnverified(json, out var headers, out var payload))
        {
            return new ReceiptVerification(null, ["This is no receipt: it must be a JWS in JSON general serialisation."], null);
        }

        ReceiptClaims claims;
        LogInclusion inclusion;
        try
        {
            using var document = JsonDocument.Parse(payload);
            claims = ReceiptClaims.Read(document.RootElement);
            inclusion = ReadInclusion(document.RootElement.GetProperty("log"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException or OverflowException)
        {
            return new ReceiptVerification(null, ["The receipt's content is not in the form this version reads."], null);
        }

        var problems = new List<string>();
        if (headers.Count != 1 || headers[0].Type != Type || headers[0].KeyId != claims.Issuer)
        {
            problems.Add("The receipt must be signed once, as a receipt, by the issuer that it names.");
        }

        if (directory.Find(claims.Issuer) is not { } issuer)
        {
            problems.Add($"The issuer '{claims.Issuer}' is not in the member directory.");
            return new ReceiptVerification(claims, problems, inclusion.Checkpoint);
        }

        if (issuer.Suspended)
        {
            problems.Add($"The issuer '{claims.Issuer}' is suspended.");
        }

        if (!Jws.TryVerifyGeneral(json, _ => directory.SignKeyOf(issuer.Id), out _))
        {
            problems.Add("The signature is not the issuer's.");
        }

        if (!inclusion.Verify(issuer.LogKey, out var logProblem))
        {
            problems.Add($"The log proof is wrong: {logProblem}.");
        }

        CheckEntry(claims, inclusion, problems);
        return new ReceiptVerification(claims, problems, inclusion.Checkpoint);
    }

    private static void CheckEntry(ReceiptClaims claims, LogInclusion inclusion, List<string> problems)
    {
        if (!AuditEntry.TryParse(inclusion.Index, inclusion.Entry, out var entry) || entry.Kind != AuditKinds.Answered)
        {
            problems.Add("The log entry is not that of an answer.");
        }
        else if (entry.Text("result") != claims.Result
            || !SHA256.HashData(claims.ToJson()).AsSpan().SequenceEqual(entry.Bytes("claimsHash")))
        {
            problems.Add("The log entry is about another answer.");
        }
    }

    private static LogInclusion ReadInclusion(JsonElement log)
    {
        var note = log.GetProperty("checkpoint").GetString();
        if (!SignedCheckpoint.TryParse(note, out var checkpoint)
            || checkpoint.Size != log.GetProperty("size").GetInt64()
            || !checkpoint.Root.AsSpan().SequenceEqual(Bytes(log.GetProperty("root"))))
        {
            throw new FormatException("The checkpoint does not match size and root.");
        }

        return new LogInclusion(
            log.GetProperty("origin").GetString() ?? throw new FormatException("origin is null."),
            log.GetProperty("index").GetInt64(),
            Bytes(log.GetProperty("entry")),
            Bytes(log.GetProperty("salt")),
            [.. log.GetProperty("proof").EnumerateArray().Select(Bytes)],
            checkpoint);
    }

    private static byte[] Bytes(JsonElement element) =>
        Base64Url.DecodeFromChars(element.GetString() ?? throw new FormatException("A value is null."));
}
