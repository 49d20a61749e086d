using FedExchange.Coordinator.Enrolment;
using FedExchange.Wire.Enrolment.V1;
using Google.Protobuf;
using Grpc.Core;

namespace FedExchange.Coordinator.Services;

/// <summary>Enrolment on the wire. Join asks for no client certificate, Renew does.</summary>
internal sealed class EnrolmentGrpcService(EnrolmentDesk desk, CallerGate callers) : EnrolmentService.EnrolmentServiceBase
{
    public override Task<JoinResponse> Join(JoinRequest request, ServerCallContext context) => desk.JoinAsync(request);

    public override Task<RenewResponse> Renew(RenewRequest request, ServerCallContext context)
    {
        var member = callers.RequireRenewingMember(context);
        return Task.FromResult(new RenewResponse { Certificate = ByteString.CopyFrom(desk.Renew(member, request)) });
    }
}
