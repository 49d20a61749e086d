namespace FedExchange.Cli.Connections;

/// <summary>A problem document of a node.</summary>
internal sealed class NodeProblemException(string code, string detail, bool retryable) : Exception($"{code}: {detail}")
{
    /// <summary>Stable upper-case code.</summary>
    public string Code { get; } = code;

    /// <summary>Whether the same call may succeed later.</summary>
    public bool Retryable { get; } = retryable;
}
