namespace FedExchange.Protocols.Transport;

/// <summary>
/// Sits on an <see cref="InMemoryNetwork"/> and sees, changes or loses each message on its way there and on its way back:
/// the same hook serves traffic capture, fault injection and a malicious peer.
/// </summary>
public interface IInterceptor
{
    /// <summary>A request before it is delivered.</summary>
    /// <returns>What arrives; null loses it on the way there, so the peer never acts.</returns>
    byte[]? OnRequest(Exchange exchange, byte[] request);

    /// <summary>An answer before it is delivered.</summary>
    /// <returns>What arrives; null loses it on the way back, after the peer has acted.</returns>
    byte[]? OnAnswer(Exchange exchange, byte[] answer);
}
