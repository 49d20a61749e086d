using System.Text;

namespace FedExchange.Cli.Population;

/// <summary>One CSV file, written row by row; counts its rows.</summary>
internal sealed class RegisterWriter : IAsyncDisposable
{
    private readonly StreamWriter writer;

    /// <summary>Starts the file with its header.</summary>
    public RegisterWriter(string path, string header)
    {
        writer = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 17) { NewLine = "\n" };
        writer.WriteLine(header);
    }

    /// <summary>Rows written so far, without the header.</summary>
    public long Rows { get; private set; }

    /// <summary>Writes a row. The values of the sample contain neither comma nor quote.</summary>
    public void Row(string row)
    {
        writer.WriteLine(row);
        Rows++;
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => writer.DisposeAsync();
}
