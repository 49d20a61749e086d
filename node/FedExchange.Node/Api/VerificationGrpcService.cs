using FedExchange.Governance;
using FedExchange.Node.Participations;
using FedExchange.Wire.Verification.V1;
using Grpc.Core;

namespace FedExchange.Node.Api;

/// <summary>The gRPC face of a verification: the same road, the same codes.</summary>
internal sealed class VerificationGrpcService(VerificationRequester requester) : VerificationService.VerificationServiceBase
{
    /// <inheritdoc/>
    public override async Task<VerifyResponse> Verify(VerifyRequest request, ServerCallContext context)
    {
        if (request.Subject is null || request.Subject.Id.Length == 0)
        {
            throw GrpcProblem.Make(ProblemReply.Body(ApiProblems.MissingField, "The field 'subject.id' is missing.", field: "subject.id"));
        }

        VerificationQuestion question = new()
        {
            Definition = request.Definition,
            SubjectId = request.Subject.Id,
            SubjectName = request.Subject.Name,
            Consent = request.Consent,
            Purpose = request.Purpose,
            IdempotencyKey = request.IdempotencyKey,
        };
        VerificationOutcome outcome = await requester.VerifyAsync(question, context.CancellationToken);
        if (outcome is VerificationOutcome.Failed failed)
        {
            throw GrpcProblem.Make(ProblemReply.Body(failed.Code, failed.Detail, failed.Retryable, failed.Provider));
        }

        VerificationOutcome.Answered answered = (VerificationOutcome.Answered)outcome;
        return new VerifyResponse
        {
            Result = answered.Result switch
            {
                Ternary.True => VerificationResult.True,
                Ternary.False => VerificationResult.False,
                _ => VerificationResult.Undetermined,
            },
            Receipt = answered.Receipt,
        };
    }
}
