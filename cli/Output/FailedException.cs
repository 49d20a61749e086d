namespace FedExchange.Cli;

/// <summary>The command was understood but did not succeed. Ends the command with exit code 1.</summary>
internal sealed class FailedException(string message, string code = "FAILED", Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Stable upper-case code.</summary>
    public string Code { get; } = code;
}
