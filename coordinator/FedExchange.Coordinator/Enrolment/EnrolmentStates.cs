namespace FedExchange.Coordinator.Enrolment;

/// <summary>Where an enrolment stands, as stored and as told to the operator.</summary>
internal static class EnrolmentStates
{
    public const string Pending = "pending";
    public const string Approved = "approved";
    public const string Refused = "refused";
}
