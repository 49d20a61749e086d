using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace FedExchange.Wire;

/// <summary>
/// SHA-256 over labelled, length-prefixed fields: how a protobuf message becomes bytes that several parties sign or compare.
/// The serialised message itself will not do, because protobuf promises no canonical form.
/// </summary>
internal sealed class Statement : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public Statement(string label) => Add(label);

    public Statement Add(string text) => Add(Encoding.UTF8.GetBytes(text));

    public Statement Add(long number)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(bytes, number);
        return Add(bytes);
    }

    public Statement Add(ReadOnlySpan<byte> item)
    {
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(length, item.Length);
        _hash.AppendData(length);
        _hash.AppendData(item);
        return this;
    }

    public byte[] Finish() => _hash.GetHashAndReset();

    public void Dispose() => _hash.Dispose();
}
