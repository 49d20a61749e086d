using System.Buffers;
using System.Text.Json;

namespace FedExchange.Governance.Directory;

/// <summary>The directory's JSON form. Field order is fixed, so equal directories give equal bytes.</summary>
internal static class DirectoryJson
{
    public static byte[] Write(MemberDirectory directory)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("region", directory.Region);
            json.WriteNumber("version", directory.Version);
            json.WriteNumber("issuedAt", directory.IssuedAt.ToUnixTimeMilliseconds());
            json.WriteNumber("expiresAt", directory.ExpiresAt.ToUnixTimeMilliseconds());
            json.WriteStartArray("members");
            foreach (var member in directory.Members)
            {
                WriteMember(json, member);
            }

            json.WriteEndArray();
            json.WriteStartArray("definitions");
            foreach (var definition in directory.Definitions)
            {
                json.WriteStartObject();
                json.WriteString("id", definition.Id);
                json.WriteNumber("version", definition.Version);
                json.WriteString("hash", definition.Hash);
                json.WriteBase64String("source", definition.Source);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static MemberDirectory Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            var root = document.RootElement;
            return new MemberDirectory(
                Text(root, "region"),
                root.GetProperty("version").GetInt64(),
                DateTimeOffset.FromUnixTimeMilliseconds(root.GetProperty("issuedAt").GetInt64()),
                DateTimeOffset.FromUnixTimeMilliseconds(root.GetProperty("expiresAt").GetInt64()),
                [.. root.GetProperty("members").EnumerateArray().Select(ReadMember)],
                [.. root.GetProperty("definitions").EnumerateArray().Select(ReadDefinition)]);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException or OverflowException)
        {
            throw new DirectoryException(DirectoryRefusal.Malformed, "The directory is not in the form this version reads; get a new one from the coordinator.", e);
        }
    }

    private static void WriteMember(Utf8JsonWriter json, Member member)
    {
        json.WriteStartObject();
        json.WriteString("id", member.Id);
        json.WriteStartObject("title");
        json.WriteString("en", member.Title.En);
        json.WriteString("zh", member.Title.Zh);
        json.WriteEndObject();
        json.WriteStartArray("roles");
        foreach (var role in member.Roles)
        {
            json.WriteStringValue(role);
        }

        json.WriteEndArray();
        json.WriteString("authKeyFingerprint", member.AuthKeyFingerprint);
        json.WriteBase64String("signKey", member.SignKey);
        json.WriteBase64String("sealKey", member.SealKey);
        json.WriteBase64String("logKey", member.LogKey);
        json.WriteString("address", member.Address);
        json.WriteBoolean("suspended", member.Suspended);
        json.WriteEndObject();
    }

    private static Member ReadMember(JsonElement member)
    {
        var title = member.GetProperty("title");
        return new Member(
            Text(member, "id"),
            new LocalizedText(Text(title, "en"), Text(title, "zh")),
            [.. member.GetProperty("roles").EnumerateArray().Select(r => r.GetString() ?? throw new FormatException("A role is null."))],
            Text(member, "authKeyFingerprint"),
            member.GetProperty("signKey").GetBytesFromBase64(),
            member.GetProperty("sealKey").GetBytesFromBase64(),
            member.GetProperty("logKey").GetBytesFromBase64(),
            member.GetProperty("address").GetString(),
            member.GetProperty("suspended").GetBoolean());
    }

    private static PublishedDefinition ReadDefinition(JsonElement definition) => new(
        Text(definition, "id"),
        definition.GetProperty("version").GetInt32(),
        Text(definition, "hash"),
        definition.GetProperty("source").GetBytesFromBase64());

    private static string Text(JsonElement element, string name) =>
        element.GetProperty(name).GetString() ?? throw new FormatException($"{name} is null.");
}
