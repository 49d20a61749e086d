using System.Net;

namespace FedExchange.Coordinator.Directory;

/// <summary>Puts the addresses that nodes advertise into the directory.</summary>
internal sealed class AddressBook(DirectoryRegistry directory, ILogger<AddressBook> log)
{
    private const int LongestAddress = 260;

    /// <summary>Notes a node's address; empty means that only the relay reaches it. An address that is none is refused with a log line.</summary>
    public async Task NoteAsync(string node, string advertised)
    {
        var address = advertised.Length == 0 ? null : advertised;
        if (address is not null && !IsAddress(address))
        {
            log.FrameRefused(node, "an advertised address that is not host:port");
            return;
        }

        if (directory.Current.Directory.Find(node)?.Address != address)
        {
            await directory.ChangeAsync((draft, _) =>
            {
                if (draft.Find(node) is not { } member || member.Address == address)
                {
                    return false;
                }

                draft.Replace(member with { Address = address });
                return true;
            });
        }
    }

    private static bool IsAddress(string text)
    {
        var colon = text.LastIndexOf(':');
        return text.Length <= LongestAddress && colon > 0
            && ushort.TryParse(text.AsSpan(colon + 1), out var port) && port > 0
            && (Uri.CheckHostName(text[..colon]) != UriHostNameType.Unknown || IPEndPoint.TryParse(text, out _));
    }
}
