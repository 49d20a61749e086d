namespace FedExchange.Node.Api;

/// <summary>What this node and its peers have said to each other since it started.</summary>
/// <param name="Asked">Requests sent to peers.</param>
/// <param name="Answered">Requests of peers answered.</param>
/// <param name="BytesSent">Bytes of sealed frames sent.</param>
/// <param name="BytesReceived">Bytes of sealed frames received.</param>
internal sealed record TrafficBody(long Asked, long Answered, long BytesSent, long BytesReceived);
