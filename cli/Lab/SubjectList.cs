using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace FedExchange.Cli.Lab;

/// <summary>People to ask about, from a CSV file with a header.</summary>
internal static class SubjectList
{
    /// <summary>Reads the file's first rows.</summary>
    /// <exception cref="CommandException">A column is missing or a value is not true or false.</exception>
    public static List<SubjectCase> Read(LabVerifyJob job)
    {
        using var reader = new CsvReader(new StreamReader(job.Subjects), new CsvConfiguration(CultureInfo.InvariantCulture));
        if (!reader.Read() || !reader.ReadHeader())
        {
            throw new CommandException($"{job.Subjects} is empty.");
        }

        var id = Column(reader, job, job.IdColumn);
        var name = job.NameColumn is null ? -1 : Column(reader, job, job.NameColumn);
        var expected = job.ExpectedColumn is null ? -1 : Column(reader, job, job.ExpectedColumn);
        var cases = new List<SubjectCase>();
        while ((job.Limit is null || cases.Count < job.Limit) && reader.Read())
        {
            cases.Add(new SubjectCase(reader.GetField(id) ?? string.Empty, name < 0 ? null : reader.GetField(name), expected < 0 ? null : Truth(reader, job, expected)));
        }

        return cases;
    }

    private static int Column(CsvReader reader, LabVerifyJob job, string column) => Array.IndexOf(reader.HeaderRecord!, column) is >= 0 and var index
        ? index
        : throw new CommandException($"{job.Subjects} has no column '{column}'; it has {string.Join(", ", reader.HeaderRecord!)}. Name the columns under 'columns'.");

    private static bool Truth(CsvReader reader, LabVerifyJob job, int index) => reader.GetField(index) switch
    {
        "true" => true,
        "false" => false,
        _ => throw new CommandException($"{job.Subjects} line {reader.Parser.RawRow}: column '{job.ExpectedColumn}' must be true or false."),
    };
}
