using System.Diagnostics.CodeAnalysis;
using FedExchange.Protocols.Facts;
using FedExchange.Wire.Verification.V1;
using Google.Protobuf;

namespace FedExchange.Node.Participations;

/// <summary>Maps a masked share to its wire message and back.</summary>
internal static class VerificationShares
{
    /// <summary>The wire form; its length depends on the number of providers only.</summary>
    public static byte[] Encode(ByteString requestId, MaskedShare share)
    {
        VerificationShare message = new()
        {
            RequestId = requestId,
            AllTrue = UnsafeByteOperations.UnsafeWrap(share.AllTrue),
            AnyFalse = UnsafeByteOperations.UnsafeWrap(share.AnyFalse),
        };
        foreach (byte[] check in share.PairChecks)
        {
            message.PairChecks.Add(UnsafeByteOperations.UnsafeWrap(check));
        }

        return message.ToByteArray();
    }

    /// <summary>Reads the answer to a request; anything but a share for that request is refused.</summary>
    public static bool TryDecode(ReadOnlyMemory<byte> body, ReadOnlySpan<byte> requestId, int providers, [NotNullWhen(true)] out MaskedShare? share)
    {
        share = null;
        try
        {
            VerificationShare message = VerificationShare.Parser.ParseFrom(body.Span);
            return message.RequestId.Span.SequenceEqual(requestId)
                && message.PairChecks.Count == providers - 1
                && MaskedShare.TryCreate(message.AllTrue.Span, message.AnyFalse.Span, [.. message.PairChecks.Select(check => check.Memory)], out share);
        }
        catch (InvalidProtocolBufferException)
        {
            return false;
        }
    }
}
