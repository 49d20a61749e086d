namespace FedExchange.Governance.Directory;

/// <summary>A directory was refused; <see cref="Reason"/> is one of <see cref="DirectoryRefusal"/>.</summary>
public sealed class DirectoryException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="reason">One of <see cref="DirectoryRefusal"/>.</param>
    /// <param name="message">What is wrong and what to do.</param>
    /// <param name="inner">The cause, if there is one.</param>
    public DirectoryException(string reason, string message, Exception? inner = null)
        : base(message, inner)
    {
        Reason = reason;
    }

    /// <summary>A stable code.</summary>
    public string Reason { get; }
}
