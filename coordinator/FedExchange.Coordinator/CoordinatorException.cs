namespace FedExchange.Coordinator;

/// <summary>The coordinator, or a command to it, cannot go on; the message says in plain words what to do.</summary>
public sealed class CoordinatorException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="inner">The cause, if another exception told of it.</param>
    public CoordinatorException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }
}
