namespace FedExchange.Node;

/// <summary>The node could not start for a reason that a person can mend; the message says how.</summary>
public sealed class NodeStartException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="code">Stable upper-case reason, such as NODE_NOT_JOINED.</param>
    /// <param name="message">What is wrong and what to do, without secrets.</param>
    /// <param name="isSetup">Whether the node's settings, keys or registers must be mended first.</param>
    /// <param name="inner">What lies beneath.</param>
    public NodeStartException(string code, string message, bool isSetup, Exception? inner = null)
        : base(message, inner) => (Code, IsSetup) = (code, isSetup);

    /// <summary>Stable upper-case reason.</summary>
    public string Code { get; }

    /// <summary>Whether the node's settings, keys or registers must be mended first; starting it again as it is cannot help.</summary>
    public bool IsSetup { get; }
}
