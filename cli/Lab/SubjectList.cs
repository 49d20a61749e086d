using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace FedExchange.Cli.Lab;

/// <summary>People to ask about, from a CSV file with a header.</summary>
internal static class SubjectList
{
    /// <summary>Reads the file's first rows.</summary>
    /// <exception cref="CommandException">A column is missing or an expected answer is none.</exception>
    public static List<SubjectCase> Read(LabVerifyJob job)
    {
        using var reader = new CsvReader(new StreamReader(job.Subjects), new CsvConfiguration(CultureInfo.InvariantCulture));
        if (!reader.Read() || !reader.ReadHeader())
        {
            throw new CommandException($"{job.Subjects} is empty.");
        }

        var header = reader.HeaderRecord!;
        for (var index = 0; index < header.Length; index++)
        {
            header[index] = header[index].Trim();
        }

        var id = Column(header, job, job.IdColumn, isDefault: false);
        var name = job.NameColumn is null ? -1 : Column(header, job, job.NameColumn, job.UsesDefaultColumns);
        var expected = job.ExpectedColumn is null ? -1 : Column(header, job, job.ExpectedColumn, job.UsesDefaultColumns);
        var cases = new List<SubjectCase>();
        while ((job.Limit is null || cases.Count < job.Limit) && reader.Read())
        {
            var (truth, isUndetermined) = expected < 0 ? (null, false) : Truth(reader, job, expected);
            cases.Add(new SubjectCase(Field(reader, job, id), name < 0 ? null : Field(reader, job, name), truth, isUndetermined));
        }

        return cases;
    }

    /// <summary>A column's place; -1 for a default column that the file does not have.</summary>
    private static int Column(string[] header, LabVerifyJob job, string column, bool isDefault) => Array.IndexOf(header, column) switch
    {
        >= 0 and var index => index,
        _ when isDefault => -1,
        _ => throw new CommandException($"{job.Subjects} has no column '{column}'; it has {string.Join(", ", header)}. Name the columns under 'columns'."),
    };

    private static string Field(CsvReader reader, LabVerifyJob job, int index) => reader.TryGetField<string>(index, out var field) && field is not null
        ? field
        : throw new CommandException($"{job.Subjects} line {reader.Parser.RawRow}: the row is shorter than the header.");

    private static (bool? Truth, bool IsUndetermined) Truth(CsvReader reader, LabVerifyJob job, int index) => Field(reader, job, index).Trim().ToLowerInvariant() switch
    {
        "true" => (true, false),
        "false" => (false, false),
        "undetermined" => (null, true),
        "" => (null, false),
        _ => throw new CommandException($"{job.Subjects} line {reader.Parser.RawRow}: column '{job.ExpectedColumn}' must be true, false or undetermined, or empty where it is not known."),
    };
}
