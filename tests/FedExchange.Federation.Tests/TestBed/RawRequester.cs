using System.Security.Cryptography;
using FedExchange.Node.Participations;
using FedExchange.Node.Peers;
using FedExchange.Protocols.Facts;
using FedExchange.Wire.Session.V1;
using FedExchange.Wire.Verification.V1;
using Google.Protobuf;

namespace FedExchange.Federation.Tests.TestBed;

/// <summary>A requester without scruples: shows each provider whatever the test says, under its own node's keys.</summary>
internal sealed class RawRequester(TestFederation federation)
{
    /// <summary>A proposal as the honest requester would make it.</summary>
    public VerificationProposal Propose(TestSubject subject, string? consent = null, byte[]? requestId = null)
    {
        var proposal = new VerificationProposal
        {
            RequestId = ByteString.CopyFrom(requestId ?? RandomNumberGenerator.GetBytes(32)),
            Definition = federation.Definition.Id,
            DefinitionHash = ByteString.CopyFrom(federation.Definition.Hash),
            Subject = new Subject { Id = subject.Id, Name = subject.Name },
            Consent = consent ?? federation.Consent(subject),
            Purpose = TestFederation.Purpose,
            DeadlineUnixMs = federation.Time.GetUtcNow().AddSeconds(10).ToUnixTimeMilliseconds(),
        };
        proposal.Providers.AddRange(federation.Definition.Providers);
        return proposal;
    }

    /// <summary>Shows a proposal to one provider.</summary>
    public Task<PeerReply> AskAsync(string provider, VerificationProposal proposal) => federation.Asker.Exchange.AskAsync(
        provider, PeerMessageKind.VerificationProposal, proposal.ToByteArray(), CancellationToken.None);

    /// <summary>Shows a proposal to one provider and expects a share.</summary>
    public async Task<MaskedShare> ShareAsync(string provider, VerificationProposal proposal)
    {
        var answered = Assert.IsType<PeerReply.Answered>(await AskAsync(provider, proposal));
        Assert.True(VerificationShares.TryDecode(answered.Body, proposal.RequestId.Span, proposal.Providers.Count, out var share));
        return share;
    }

    /// <summary>Shows a proposal to one provider and expects a refusal.</summary>
    public async Task<PeerReply.Refused> RefusalAsync(string provider, VerificationProposal proposal) =>
        Assert.IsType<PeerReply.Refused>(await AskAsync(provider, proposal));

    /// <summary>What an attacker computes who does not look at the pair checks.</summary>
    public static byte[] Sum(IEnumerable<MaskedShare> shares, Func<MaskedShare, ReadOnlyMemory<byte>> part)
    {
        var sum = new byte[MaskedShare.ElementLength];
        foreach (var share in shares)
        {
            for (var i = 0; i < sum.Length; i++)
            {
                sum[i] ^= part(share).Span[i];
            }
        }

        return sum;
    }
}
