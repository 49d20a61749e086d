namespace FedExchange.Registers;

/// <summary>A register cannot be opened, imported or read. The message says where and what to do, and holds no personal data.</summary>
public sealed class RegisterException : Exception
{
    /// <summary>Describes a problem.</summary>
    public RegisterException(string message, Exception? inner = null)
        : base(message, inner)
    {
    }

    /// <summary>Describes a problem at a place in a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The column's name, or null when the whole line is meant.</param>
    /// <param name="problem">What is wrong and what to do.</param>
    public RegisterException(string file, long line, string? column, string problem)
        : base(column is null ? $"{file}, line {line}: {problem}" : $"{file}, line {line}, column '{column}': {problem}")
    {
        File = file;
        Line = line;
        Column = column;
    }

    /// <summary>The file at fault, or null.</summary>
    public string? File { get; }

    /// <summary>The line at fault, from 1, or 0.</summary>
    public long Line { get; }

    /// <summary>The column at fault, or null.</summary>
    public string? Column { get; }
}
