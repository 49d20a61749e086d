using System.Text;

namespace FedExchange.Node.Peers;

/// <summary>What binds a sealed frame to its two ends.</summary>
internal static class PeerAddressing
{
    /// <summary>Both node ids, separated by a zero byte, which no id can hold.</summary>
    public static byte[] AssociatedData(string from, string to) => Encoding.UTF8.GetBytes($"{from}\0{to}");
}
