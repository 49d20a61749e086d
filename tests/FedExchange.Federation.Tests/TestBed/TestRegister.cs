using System.Text;
using FedExchange.Governance.Expressions;
using FedExchange.Registers;

namespace FedExchange.Federation.Tests.TestBed;

/// <summary>A provider's register with one table, "facts": one row for each person, with one truth that may be missing.</summary>
internal sealed class TestRegister
{
    private readonly List<(TestSubject Subject, bool? Holds)> _rows = [];

    /// <summary>The table as the node's configuration describes it.</summary>
    public static DataSetOptions Options { get; } = new()
    {
        Name = "facts",
        Kind = DataSetKind.Csv,
        Path = "facts.csv",
        SubjectColumn = "id",
        NameColumn = "name",
        Columns = [new DataColumn("holds", "holds", ColumnType.Boolean)],
    };

    /// <summary>Enters a person; null leaves the truth open.</summary>
    public TestRegister Add(TestSubject subject, bool? holds)
    {
        _rows.Add((subject, holds));
        return this;
    }

    /// <summary>Writes the CSV file into a node's directory.</summary>
    public void Write(string directory)
    {
        var csv = new StringBuilder("id,name,holds\n");
        foreach (var (subject, holds) in _rows)
        {
            csv.Append(subject.Id).Append(',').Append(subject.Name).Append(',').Append(holds switch { true => "true", false => "false", null => "" }).Append('\n');
        }

        File.WriteAllText(Path.Combine(directory, "facts.csv"), csv.ToString());
    }
}
