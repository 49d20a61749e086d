using System.Globalization;
using System.Net;

namespace FedExchange.Node;

/// <summary>An address to listen at.</summary>
/// <param name="Host">IP address.</param>
/// <param name="Port">0 to 65535; 0 takes any free port.</param>
internal sealed record ListenAddress(IPAddress Host, int Port)
{
    /// <summary>127.0.0.1 with any free port.</summary>
    public static ListenAddress AnyLoopbackPort { get; } = new(IPAddress.Loopback, 0);

    /// <summary>Whether only this machine reaches it.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(Host);

    /// <summary>Reads 127.0.0.1:7001, [::1]:7001, localhost:0 or 0.0.0.0:7001.</summary>
    public static bool TryParse(string text, out ListenAddress? address)
    {
        address = null;
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > 65535)
        {
            return false;
        }

        var host = text[..colon].Trim('[', ']');
        if (host == "localhost")
        {
            address = new ListenAddress(IPAddress.Loopback, port);
        }
        else if (IPAddress.TryParse(host, out var ip) && (ip.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6 || text[0] == '['))
        {
            address = new ListenAddress(ip, port);
        }

        return address is not null;
    }

    /// <summary>Whether a text names a host and a port from 1 to 65535, as others would dial it.</summary>
    public static bool IsDialable(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0
            && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535
            && Uri.CheckHostName(text[..colon].Trim('[', ']')) != UriHostNameType.Unknown;
    }

    /// <summary>host:port as in a URL.</summary>
    public override string ToString() => new IPEndPoint(Host, Port).ToString();
}
