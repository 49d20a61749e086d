namespace FedExchange.Node;

/// <summary>How far joining has come.</summary>
public enum JoinProgress
{
    /// <summary>The coordinator has been asked and its CA is the one that the token names.</summary>
    Asked,

    /// <summary>The operator has not approved yet; the node asks again.</summary>
    WaitingForApproval,

    /// <summary>Certificate and directory are stored: the node can run.</summary>
    Joined,
}
