namespace FedExchange.Coordinator.Links;

/// <summary>Where a node can be reached: on the silo that holds its connection. Key: node id.</summary>
[Alias("fedx.node-link")]
internal interface INodeLinkGrain : IGrainWithStringKey
{
    /// <summary>A connection opened on this silo.</summary>
    [Alias("open")]
    Task OpenAsync(long session, long nodeVersion);

    /// <summary>A connection ended.</summary>
    [Alias("close")]
    Task CloseAsync(long session);

    /// <summary>A new directory is in force.</summary>
    [Alias("directory")]
    Task DirectoryChangedAsync(long version, bool active);

    /// <summary>Sends a frame (a serialised ConnectResponse) if the node is linked and its queue has room; false when not.</summary>
    [Alias("send")]
    Task<bool> SendAsync(LinkFrame frame);

    /// <summary>Delivers a sealed exchange (a serialised SealedFrame) and returns the answer or a fault (a serialised ExchangeResponse).</summary>
    [Alias("ask")]
    Task<LinkFrame> AskAsync(LinkFrame sealedFrame);
}
