namespace FedExchange.Cli;

/// <summary>Bad usage or bad input: the message says what to do. Ends the command with exit code 2.</summary>
internal sealed class CommandException(string message, Exception? inner = null) : Exception(message, inner);
