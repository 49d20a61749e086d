using System.Globalization;
using System.Net;
using System.Net.Sockets;
using FedExchange.Node.Identity;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace FedExchange.Node;

/// <summary>
/// The port of the peer endpoint. Other nodes know it from the directory, so one that was free once is kept: a node that is started
/// again while the coordinator is down stays reachable where the directory says.
/// </summary>
/// <param name="paths">The node's files.</param>
/// <param name="wanted">What node.yaml says; port 0 takes the last one, or any.</param>
internal sealed class PeerPort(NodePaths paths, ListenAddress wanted)
{
    private readonly int _last = wanted.Port == 0 ? Read(paths.PeerPort) : 0;

    /// <summary>Port to listen on; 0 for any.</summary>
    public int Port => wanted.Port == 0 ? _last : wanted.Port;

    /// <summary>Opens a listening socket; for the peer endpoint with any free port when somebody else has taken the last one.</summary>
    public Socket Bind(EndPoint at)
    {
        try
        {
            return SocketTransportOptions.CreateDefaultBoundListenSocket(at);
        }
        catch (SocketException) when (_last != 0 && at.Equals(new IPEndPoint(wanted.Host, _last)))
        {
            return SocketTransportOptions.CreateDefaultBoundListenSocket(new IPEndPoint(wanted.Host, 0));
        }
    }

    /// <summary>Keeps the port for the next start, when node.yaml leaves it open.</summary>
    /// <param name="bound">The port that is listened on.</param>
    /// <param name="logger">Told when it is another one than last time.</param>
    public void Keep(int bound, ILogger logger)
    {
        if (wanted.Port != 0 || bound == _last)
        {
            return;
        }

        if (_last != 0)
        {
            NodeLog.PeerPortTaken(logger, _last, bound);
        }

        PrivateFile.WritePublic(paths.PeerPort, bound.ToString(CultureInfo.InvariantCulture));
    }

    // A file that somebody has spoilt costs nothing but the port.
    private static int Read(string file) =>
        File.Exists(file) && int.TryParse(File.ReadAllText(file), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort ? port : 0;
}
