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
    /// <param name="floor">Step to start at, in bytes: a power of two from 1024 on. A higher floor hides more of the length.</param>
    /// <returns>The smallest step of the ladder, from the floor on, that holds it.</returns>
    /// <exception cref="ArgumentException">The message is too long, or the floor is no step of the ladder.</exception>
    public static byte[] Pad(ReadOnlySpan<byte> message, int floor = SecurityParameters.PaddingFloor)
    {
        RequireStep(floor);
        if (message.Length > LongestMessage)
        {
            throw new ArgumentException($"A message to be sealed has at most {LongestMessage} bytes; send it in parts.", nameof(message));
        }

        var padded = new byte[StepFor(message.Length, floor)];
        BinaryPrimitives.WriteInt32BigEndian(padded, message.Length);
        message.CopyTo(padded.AsSpan(PrefixLength));
        return padded;
    }

    /// <summary>Takes the padding off, checking it whole.</summary>
    /// <param name="padded">What <see cref="Pad"/> gave.</param>
    /// <param name="highestFloor">Highest floor that senders use, in bytes.</param>
    /// <returns>The message, within the same memory.</returns>
    /// <exception cref="FormatException">Not on the ladder, a length that does not fit, or padding that is not zero.</exception>
    /// <exception cref="ArgumentException">The floor is no step of the ladder.</exception>
    public static ReadOnlyMemory<byte> Unpad(ReadOnlyMemory<byte> padded, int highestFloor = SecurityParameters.PaddingFloor)
    {
        RequireStep(highestFloor);
        var bytes = padded.Span;
        if (bytes.Length < SecurityParameters.PaddingFloor)
        {
            throw new FormatException("The message is not padded.");
        }

        var length = BinaryPrimitives.ReadInt32BigEndian(bytes);
        if (length < 0 || length > LongestMessage || !IsStep(bytes.Length) || bytes.Length < StepFor(length, SecurityParameters.PaddingFloor) || bytes.Length > StepFor(length, highestFloor))
        {
            throw new FormatException("The padded message's length does not fit its size.");
        }

        if (bytes[(PrefixLength + length)..].ContainsAnyExcept((byte)0))
        {
            throw new FormatException("The padding is not zero.");
        }

        return padded.Slice(PrefixLength, length);
    }

    private static int StepFor(int messageLength, int floor) =>
        Math.Max(floor, (int)BitOperations.RoundUpToPowerOf2((uint)(messageLength + PrefixLength)));

    private static bool IsStep(int length) => length is >= SecurityParameters.PaddingFloor and <= SecurityParameters.PaddingCeiling && BitOperations.IsPow2(length);

    private static void RequireStep(int floor)
    {
        if (!IsStep(floor))
        {
            throw new ArgumentException($"A floor is a power of two from {SecurityParameters.PaddingFloor} to {SecurityParameters.PaddingCeiling}.", nameof(floor));
        }
    }
}
