using FedExchange.Wire.Session.V1;

namespace FedExchange.Coordinator.Links;

/// <summary>Why the relay did not deliver, as stable reasons and plain words.</summary>
internal static class RelayFaults
{
    /// <summary>A connection is ended because its node does not read it.</summary>
    public const string SlowReader = "SLOW_READER";

    public static ExchangeResponse Foreign(string node) => Fault(
        "FOREIGN_SENDER", $"This link belongs to {node}; a frame must name it as its sender.", false);

    public static ExchangeResponse TooLarge() => Fault(
        "FRAME_TOO_LARGE", "The relay carries frames up to 1 MiB; send a smaller request or use a direct link.", false);

    public static ExchangeResponse Unknown(string node) => Fault(
        "UNKNOWN_PEER", $"{Short(node)} is not an active member of this region; check the node id in the definition.", false);

    public static ExchangeResponse Unreachable(string node) => Fault(
        "PEER_UNREACHABLE", $"{node} has no link to the coordinator now; try again later.", true);

    public static ExchangeResponse Busy(string node) => Fault(
        "RELAY_BUSY", $"Too many exchanges wait for {node}; try again in a moment.", true);

    public static ExchangeResponse TimedOut(string node) => Fault(
        "PEER_TIMEOUT", $"{node} did not answer in time; try again later.", true);

    private static ExchangeResponse Fault(string reason, string detail, bool retryable) =>
        new() { Fault = new PeerFault { Reason = reason, Detail = detail, Retryable = retryable } };

    private static string Short(string node) => node.Length <= 64 ? node : node[..64];
}
