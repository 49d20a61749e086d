namespace FedExchange.Node;

/// <summary>The node cannot do what was asked for a reason that a person can mend; the message says how.</summary>
public sealed class NodeException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="code">Stable upper-case reason, such as NODE_NOT_JOINED.</param>
    /// <param name="message">What is wrong and what to do, without secrets.</param>
    /// <param name="inner">What lies beneath.</param>
    public NodeException(string code, string message, Exception? inner = null)
        : base(message, inner) => Code = code;

    /// <summary>Stable upper-case reason.</summary>
    public string Code { get; }
}
