namespace FedExchange.Registers;

/// <summary>
/// Reads RFC 4180 records strictly: quotes only around whole fields and doubled inside, line breaks only inside quotes.
/// One record at a time in a buffer that is used again; a record has a greatest size, so an unclosed quote cannot eat the file.
/// </summary>
internal sealed class CsvRecordReader(TextReader reader, char delimiter)
{
    private const int MaxRecordLength = 1 << 20;

    private readonly char[] input = new char[1 << 16];
    private readonly List<(int Start, int Length)> fields = [];
    private char[] record = new char[1024];
    private int recordLength;
    private int inputLength;
    private int inputPosition;
    private long line = 1;

    /// <summary>The line on which the current record begins, from 1.</summary>
    public long Line { get; private set; }

    public int Count => fields.Count;

    public ReadOnlySpan<char> this[int field] => record.AsSpan(fields[field].Start, fields[field].Length);

    /// <summary>Moves to the next record, blank lines skipped; false at the end.</summary>
    /// <exception cref="CsvFormatException">Bad quoting; the reader cannot go on.</exception>
    public bool Read()
    {
        int c;
        do
        {
            c = Take();
            if (c == '\n')
                line++;
        }
        while (c is '\n' or '\r');
        if (c < 0)
            return false;
        Line = line;
        fields.Clear();
        recordLength = 0;
        while (ReadField(ref c))
            c = Take();
        return true;
    }

    /// <summary>Reads one field that begins with <paramref name="c"/>; true when another follows.</summary>
    private bool ReadField(ref int c)
    {
        var start = recordLength;
        if (c == '"')
        {
            c = ReadQuoted();
        }
        else
        {
            while (c >= 0 && c != delimiter && c != '\n' && c != '\r')
            {
                if (c == '"')
                    throw new CsvFormatException(line, "a quote stands inside an unquoted field; put the whole field in quotes and double the quotes inside");
                Append((char)c);
                c = Take();
            }
        }

        fields.Add((start, recordLength - start));
        if (c == delimiter)
            return true;
        if (c == '\r')
            c = Take();
        if (c == '\n')
            line++;
        else if (c >= 0)
            throw new CsvFormatException(line, "something follows a closing quote or a carriage return; a field ends with the delimiter or the line");
        return false;
    }

    /// <summary>Reads up to the closing quote; returns the character after it.</summary>
    private int ReadQuoted()
    {
        var opened = line;
        while (true)
        {
            var c = Take();
            if (c < 0)
                throw new CsvFormatException(opened, "a quoted field begins here and is never closed; add the closing quote");
            if (c == '\n')
                line++;
            if (c == '"')
            {
                c = Take();
                if (c != '"')
                    return c;
            }

            if (recordLength >= MaxRecordLength)
                throw new CsvFormatException(opened, "a quoted field begins here and is not closed within a million characters; add the closing quote");
            Append((char)c);
        }
    }

    private int Take()
    {
        if (inputPosition == inputLength)
        {
            inputLength = reader.Read(input, 0, input.Length);
            inputPosition = 0;
            if (inputLength <= 0)
            {
                inputLength = 0;
                return -1;
            }
        }

        return input[inputPosition++];
    }

    private void Append(char c)
    {
        if (recordLength == record.Length)
        {
            if (recordLength >= 2 * MaxRecordLength)
                throw new CsvFormatException(Line, "the record is longer than two million characters; is this a CSV file?");
            Array.Resize(ref record, record.Length * 2);
        }

        record[recordLength++] = c;
    }
}
