namespace FedExchange.Registers;

/// <summary>The file breaks the CSV format at a line.</summary>
internal sealed class CsvFormatException(long line, string problem) : FormatException(problem)
{
    public long Line => line;
}
