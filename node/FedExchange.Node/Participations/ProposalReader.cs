using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using FedExchange.Governance.Consent;
using FedExchange.Wire.Verification.V1;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace FedExchange.Node.Participations;

/// <summary>Reads a proposal at the edge: inside, every field has the right length.</summary>
internal static class ProposalReader
{
    private const int MaxWord = 200;
    private const int MaxProviders = 64;

    /// <summary>Reads a proposal for this node.</summary>
    /// <param name="body">What the peer sent.</param>
    /// <param name="self">This node's id; must be among the providers.</param>
    /// <param name="proposal">The proposal.</param>
    /// <param name="problem">What is wrong, without data of the subject.</param>
    public static bool TryRead(ReadOnlyMemory<byte> body, string self, [NotNullWhen(true)] out VerificationProposal? proposal, out string problem)
    {
        proposal = null;
        VerificationProposal read;
        try
        {
            read = VerificationProposal.Parser.ParseFrom(body.Span);
        }
        catch (InvalidProtocolBufferException)
        {
            problem = "The proposal cannot be read.";
            return false;
        }

        problem =
            read.RequestId.Length != SHA256.HashSizeInBytes ? "A request id has 32 bytes." :
            read.DefinitionHash.Length != SHA256.HashSizeInBytes ? "A definition's hash has 32 bytes." :
            read.Definition.Length is 0 or > MaxWord || read.Purpose.Length is 0 or > MaxWord ? "Definition and purpose are named, with at most 200 characters." :
            read.Subject is null || read.Subject.Id.Length is 0 or > MaxWord || read.Subject.Name.Length > MaxWord ? "The subject is named, with at most 200 characters." :
            read.Consent.Length > ConsentToken.MaxLength ? "The consent is longer than any consent token." :
            read.Providers.Count is 0 or > MaxProviders || !IsSorted(read.Providers) ? "The providers are listed in ordinal order, each once." :
            !read.Providers.Contains(self) ? $"{self} is not among the providers named." :
            Math.Abs(read.DeadlineUnixMs) > 1L << 47 ? "The deadline is no time." :
            "";
        proposal = problem.Length == 0 ? read : null;
        return proposal is not null;
    }

    private static bool IsSorted(RepeatedField<string> words)
    {
        for (int i = 1; i < words.Count; i++)
        {
            if (string.CompareOrdinal(words[i - 1], words[i]) >= 0)
            {
                return false;
            }
        }

        return true;
    }
}
