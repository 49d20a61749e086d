using FedExchange.Governance.Expressions;
using YamlDotNet.RepresentationModel;

namespace FedExchange.Registers.Tests.Options;

public sealed class DataSetOptionsTests
{
    [Fact]
    public void A_full_description_is_read()
    {
        var sets = Parse("""
            property:
              kind: csv
              path: data/property.csv
              subjectColumn: 身份证号
              nameColumn: 姓名
              asOfColumn: updated
              encoding: gb18030
              delimiter: ";"
              onBadRow: quarantine
              columns:
                kind: {column: 类型, type: text, grade: L4, required: true}
                area: decimal
            people:
              kind: postgres
              connectionString: Host=db;Database=registers;Username=reader
              passwordEnv: PEOPLE_PASSWORD
              table: public.people
              subjectColumn: id
              columns: {months: integer, since: date, active: boolean}
            """);
        Assert.Equal(["property", "people"], sets.Select(set => set.Name));
        var property = sets[0];
        Assert.Equal((DataSetKind.Csv, "gb18030", ';', BadRowHandling.Quarantine), (property.Kind, property.Encoding, property.Delimiter, property.OnBadRow));
        Assert.Equal(new DataColumn("kind", "类型", ColumnType.Text, "L4", true), property.Columns[0]);
        Assert.Equal(new DataColumn("area", "area", ColumnType.Decimal), property.Columns[1]);
        Assert.Equal("PEOPLE_PASSWORD", sets[1].PasswordEnvironmentVariable);
        Assert.Equal("public.people", sets[1].Table);
        Assert.DoesNotContain("Host", sets[1].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_problem_is_reported_with_its_line()
    {
        var error = Assert.Throws<RegisterException>(() => Parse("""
            property:
              kind: excel
              pathh: property.csv
              columns:
                area: number
                "1a": text
                kind: {type: text, gradee: L4}
            people:
              kind: csv
              subjectColumn: id
              encoding: latin1
              table: people
              columns: {a: text}
            """));
        foreach (var part in new[]
        {
            "line 2: kind must be one of", "line 3: data set 'property' has no key 'pathh'", "line 2: subjectColumn is missing", "line 5: 'number' is no type",
            "line 6: '1a' is no column name", "line 7: column 'kind' has no key 'gradee'", "line 11: encoding must be", "line 12: table has no meaning", "path is missing",
        })
            Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.All(error.Message.Split(Environment.NewLine), line => Assert.StartsWith("node.yaml, line ", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("people: 5")]
    [InlineData("people: [a]")]
    [InlineData("- people")]
    [InlineData("people: {kind: csv, path: x, subjectColumn: id, columns: 3}")]
    [InlineData("people: {kind: csv, path: x, subjectColumn: id}")]
    [InlineData("people: {kind: csv, path: [x], subjectColumn: id, columns: {a: text}}")]
    [InlineData("people: {kind: postgres, connectionString: x, password: a, passwordEnv: b, subjectColumn: id, columns: {a: text}}")]
    [InlineData("people: {kind: sqlite, path: x, table: a, query: b, subjectColumn: id, columns: {a: text}}")]
    [InlineData("'bad name': {kind: sqlite, path: x, subjectColumn: id, columns: {a: text}}")]
    public void Wrong_shapes_are_refused(string yaml)
    {
        Assert.Throws<RegisterException>(() => Parse(yaml));
    }

    private static IReadOnlyList<DataSetOptions> Parse(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return DataSetOptions.ParseAll(stream.Documents[0].RootNode, "node.yaml");
    }
}
