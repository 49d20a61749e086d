namespace FedExchange.Protocols.Transport;

/// <summary>One request on its way through an <see cref="InMemoryNetwork"/>, as an interceptor sees it.</summary>
/// <param name="From">Node id of the sender.</param>
/// <param name="To">Node id of the recipient.</param>
/// <param name="Number">Running number within the network, from 0.</param>
public sealed record Exchange(string From, string To, long Number);
