namespace FedExchange.Node.Peers;

/// <summary>Stable reasons with which the peer layer itself turns a frame down or gives up on one.</summary>
internal static class PeerFaults
{
    /// <summary>The frame is for another node.</summary>
    public const string WrongRecipient = "WRONG_RECIPIENT";

    /// <summary>The sender is not in the directory, or suspended.</summary>
    public const string UnknownSender = "UNKNOWN_SENDER";

    /// <summary>The peer asked for is not in the directory, or suspended.</summary>
    public const string UnknownPeer = "UNKNOWN_PEER";

    /// <summary>The directory has expired; the coordinator has not been heard of for days.</summary>
    public const string DirectoryExpired = "DIRECTORY_EXPIRED";

    /// <summary>The seal does not open.</summary>
    public const string UnsealFailed = "UNSEAL_FAILED";

    /// <summary>The signature inside the seal is not the sender's.</summary>
    public const string BadSignature = "BAD_SIGNATURE";

    /// <summary>Nobody here reads this kind of message.</summary>
    public const string UnsupportedKind = "UNSUPPORTED_KIND";

    /// <summary>The answering node was stopped or the call given up.</summary>
    public const string Interrupted = "INTERRUPTED";

    /// <summary>The answering node ran into an error of its own.</summary>
    public const string ProviderFailed = "PROVIDER_FAILED";

    /// <summary>The answering node's audit log is older than a checkpoint it has signed.</summary>
    public const string NodeRolledBack = "NODE_ROLLED_BACK";

    /// <summary>No way to the peer, direct or relayed.</summary>
    public const string PeerUnreachable = "PEER_UNREACHABLE";

    /// <summary>The answer was not sealed by the peer that was asked.</summary>
    public const string BadReply = "BAD_REPLY";
}
