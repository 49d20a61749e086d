namespace FedExchange.Coordinator.Links;

/// <summary>What is to be done after a link event. The family is closed.</summary>
internal abstract record LinkCommand
{
    private LinkCommand()
    {
    }

    /// <summary>End a connection, with a stable reason.</summary>
    internal sealed record End(long Session, string Reason) : LinkCommand;

    /// <summary>Send the directory in force.</summary>
    internal sealed record SendDirectory(long Session) : LinkCommand;

    /// <summary>Send the node every outstanding task of an open job.</summary>
    internal sealed record SendTasks : LinkCommand;
}
