namespace FedExchange.Coordinator.Jobs;

/// <summary>The steps of a count, as on the wire.</summary>
internal static class JobSteps
{
    /// <summary>The node's policy allows the plan and it holds a pair key with every other provider.</summary>
    public const string Accept = "accept";

    /// <summary>The node gives its masked count.</summary>
    public const string Contribute = "contribute";
}
