// Length hiding: a message is padded to the next step of a doubling ladder, so that its length tells only the step, and
// nothing where all messages of a kind lie in one step. Cost: at most twice the bytes (and at least 1 KiB).
using System.Buffers.Binary;
using System.Numerics;

namespace FedExchange.Crypto.PublicKey;

/// <summary>Pads messages before they are sealed: 4 bytes length (big-endian), message, zeros up to 1024, 2048, 4096, … bytes.</summary>
public static class Padding
{
    private const int PrefixLength = sizeof(int);

    /// <summary>Longest message that can be padded, in bytes.</summary>
    public const int LongestMessage = SecurityParameters.PaddingCeiling - PrefixLength;

    /// <summary>Pads a message.</summary>
    /// <param name="message">0 to <see cref="LongestMessage"/> bytes.</param>
    /// <returns>The smallest step of the ladder that holds it.</returns>
    /// <exception cref="ArgumentException">The message is too long.</exception>
    public static byte[] Pad(ReadOnlySpan<byte> message)
    {
        if (message.Length > LongestMessage)
        {
            throw new ArgumentException($"A message to be sealed has at most {LongestMessage} bytes; send it in parts.", nameof(message));
        }

        var padded = new byte[StepFor(message.Length)];
        BinaryPrimitives.WriteInt32BigEndian(padded, message.Length);
        message.CopyTo(padded.AsSpan(PrefixLength));
        return padded;
    }

    /// <summary>Takes the padding off, checking it whole.</summary>
    /// <param name="padded">What <see cref="Pad"/> gave.</param>
    /// <returns>The message, within the same memory.</returns>
    /// <exception cref="FormatException">Not on the ladder, a length that does not fit, or padding that is not zero.</exception>
    public static ReadOnlyMemory<byte> Unpad(ReadOnlyMemory<byte> padded)
    {
        var bytes = padded.Span;
        if (bytes.Length < SecurityParameters.PaddingFloor)
        {
            throw new FormatException("The message is not padded.");
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(bytes);
        if (length < 0 || length > LongestMessage || StepFor(length) != bytes.Length)
        {
            throw new FormatException("The padded message's length does not fit its size.");
        }

        if (bytes[(PrefixLength + length)..].ContainsAnyExcept((byte)0))
        {
            throw new FormatException("The padding is not zero.");
        }

        return padded.Slice(PrefixLength, length);
    }

    private static int StepFor(int messageLength) =>
        Math.Max(SecurityParameters.PaddingFloor, (int)BitOperations.RoundUpToPowerOf2((uint)(messageLength + PrefixLength)));
}
