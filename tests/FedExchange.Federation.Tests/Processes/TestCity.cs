using System.Globalization;
using System.Text;
using FedExchange.Federation.Tests.TestBed;

namespace FedExchange.Federation.Tests.Processes;

/// <summary>
/// The files of a small city: three registers, policies, two definitions and a lab. <see cref="Home"/> asks two departments that are reached directly,
/// <see cref="Pension"/> one of them and one behind the relay.
/// </summary>
internal static class TestCity
{
    /// <summary>Definition over household and property.</summary>
    public const string Home = "city.home";

    /// <summary>Definition over household and pension.</summary>
    public const string Pension = "city.pension";

    /// <summary>The one purpose of both definitions.</summary>
    public const string Purpose = "housing.check";

    /// <summary>How many people live here.</summary>
    public const int People = 2_000;

    /// <summary>Providers; pension is behind the relay.</summary>
    public static readonly string[] Providers = ["household", "property", "pension"];

    /// <summary>Rows of a provider's register.</summary>
    public static int Rows(string provider) => Enumerable.Range(0, People).Count(n => Row(provider, n) is not null);

    /// <summary>The right answer.</summary>
    public static bool Expected(string definition, int person) =>
        person % 5 != 0 && (definition == Home ? person % 3 != 0 : person % 4 != 0);

    /// <summary>What a register says of a person besides identifier and name; null where it has no row. The last cell stands in no predicate.</summary>
    public static string? Row(string provider, int person) => provider switch
    {
        "household" => (person % 5 != 0 ? "registered," : "temporary,") + Private(provider, person),
        "property" => person % 3 == 0 ? "residential," + Private(provider, person) : null,
        _ => (person % 4 != 0 ? "120," : "12,") + Private(provider, person),
    };

    /// <summary>A value that belongs to one person and may be seen nowhere outside its register.</summary>
    public static string Private(string provider, int person) => string.Create(CultureInfo.InvariantCulture, $"{provider} of Wisteria Walk {person:0000}");

    /// <summary>Writes everything and returns the lab file's path.</summary>
    public static string Write(string folder)
    {
        foreach (var provider in Providers)
        {
            WriteRegister(Path.Combine(folder, provider + ".csv"), provider);
            File.WriteAllText(Path.Combine(folder, provider + ".policy.yaml"), Policy(provider));
        }

        File.WriteAllText(Path.Combine(folder, "home.yaml"), Definition(Home, "property", "!owns", "owns", "exists(property, use == \"residential\")"));
        File.WriteAllText(Path.Combine(folder, "pension.yaml"), Definition(Pension, "pension", "insured", "insured", "pension.months >= 60"));
        var lab = Path.Combine(folder, "lab.yaml");
        File.WriteAllText(lab, Lab);
        return lab;
    }

    private static void WriteRegister(string path, string provider)
    {
        var csv = new StringBuilder(provider switch { "household" => "id,name,kind,street\n", "property" => "id,name,use,street\n", _ => "id,name,months,employer\n" });
        for (var n = 0; n < People; n++)
        {
            if (Row(provider, n) is { } row)
            {
                var (id, name) = TestSubject.Number(n);
                csv.Append(id).Append(',').Append(name).Append(',').Append(row).Append('\n');
            }
        }

        File.WriteAllText(path, csv.ToString());
    }

    private static string Policy(string table) => $$"""
        rules:
          - name: checks by the one-stop service
            protocol: verification
            requesters: [one-stop]
            purposes: [{{Purpose}}]
            definitions: [{{Home}}, {{Pension}}]
            consent: required
            limits: {perRequester: 1000000/h, perSubject: 1000000/d}
          - name: statistics
            protocol: count
            requesters: [one-stop]
            purposes: [statistics.registers]
            tables: [{{table}}]
            consent: not-required
            minimum: 10
        """;

    private static string Definition(string id, string provider, string term, string input, string predicate) => $$"""
        kind: VerificationEndpoint
        id: {{id}}
        version: 1
        title: {en: {{id}}, zh: {{id}}}
        owner: one-stop
        purposes: [{{Purpose}}]
        grade: L3
        subject: {type: cn.rid, mode: disclosed, name: required}
        inputs:
          registered: {node: household, predicate: 'household.kind == "registered"'}
          {{input}}: {node: {{provider}}, predicate: '{{predicate}}'}
        rule: registered && {{term}}
        reveal: result
        limits: {perRequester: 1000000/h, perSubject: 1000000/d}
        """;

    private const string Lab = """
        kind: Lab
        region: test-city
        nodes:
          household:
            roles: [provider]
            policy: household.policy.yaml
            data:
              household: {kind: csv, path: household.csv, subjectColumn: id, nameColumn: name, columns: {kind: {type: text, grade: L3, required: true}, street: {type: text, grade: L3}}}
          property:
            roles: [provider]
            policy: property.policy.yaml
            data:
              property: {kind: csv, path: property.csv, subjectColumn: id, nameColumn: name, columns: {use: {type: text, grade: L3, required: true}, street: {type: text, grade: L3}}}
          pension:
            roles: [provider]
            relay: true
            policy: pension.policy.yaml
            data:
              pension: {kind: csv, path: pension.csv, subjectColumn: id, nameColumn: name, columns: {months: {type: integer, grade: L3, required: true}, employer: {type: text, grade: L3}}}
          one-stop: {roles: [requester]}
          portal: {roles: [consent-issuer], run: false}
          spare: {roles: [provider], run: false}
        definitions: [home.yaml, pension.yaml]
        jobs: []
        """;
}
