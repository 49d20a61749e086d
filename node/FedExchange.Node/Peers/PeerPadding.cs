using System.Buffers.Binary;
using FedExchange.Wire.Session.V1;
using Google.Protobuf;

namespace FedExchange.Node.Peers;

/// <summary>
/// Brings every message between peers to one of a few lengths: a four-byte length, the message, zeros. Requests of a verification carry a
/// consent token and a name and start at 4 KiB, so that neither shows in the length; everything else starts at 1 KiB.
/// </summary>
internal static class PeerPadding
{
    private const int Prefix = sizeof(uint);
    private const int SmallRung = 1024;
    private const int ProposalRung = 4096;

    /// <summary>Encodes and pads a message.</summary>
    public static byte[] Pad(PeerMessage message)
    {
        int length = message.CalculateSize();
        int rung = message.Kind == PeerMessageKind.VerificationProposal ? ProposalRung : SmallRung;
        while (rung < length + Prefix)
        {
            rung *= 2;
        }

        byte[] padded = new byte[rung];
        BinaryPrimitives.WriteUInt32BigEndian(padded, (uint)length);
        message.WriteTo(padded.AsSpan(Prefix, length));
        return padded;
    }

    /// <summary>Takes the padding away.</summary>
    /// <exception cref="FormatException">The length does not fit, or the padding is not all zeros.</exception>
    public static ReadOnlyMemory<byte> Unpad(ReadOnlyMemory<byte> padded)
    {
        if (padded.Length < Prefix)
        {
            throw new FormatException("A padded message has at least a length.");
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(padded.Span);
        if (length > padded.Length - Prefix || padded.Span[(Prefix + (int)length)..].ContainsAnyExcept((byte)0))
        {
            throw new FormatException("The padding is damaged.");
        }

        return padded.Slice(Prefix, (int)length);
    }
}
