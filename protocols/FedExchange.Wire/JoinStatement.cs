using FedExchange.Wire.Enrolment.V1;

namespace FedExchange.Wire;

/// <summary>What the proof in a <see cref="JoinRequest"/> signs.</summary>
public static class JoinStatement
{
    /// <summary>The 32 bytes to sign with, or verify against, the request's sign key: SHA-256 over every field but the proof.</summary>
    /// <param name="request">The request; its proof is not looked at.</param>
    public static byte[] Of(JoinRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var statement = new Statement("fedexchange/enrolment/join/v1");
        return statement
            .Add(request.Token)
            .Add(request.NodeId)
            .Add(request.CertificateRequest.Span)
            .Add(request.SignKey.Span)
            .Add(request.SealKey.Span)
            .Add(request.LogKey.Span)
            .Add(request.TitleEn)
            .Add(request.TitleZh)
            .Finish();
    }
}
